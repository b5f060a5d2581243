import { Anchor, SimpleGrid } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { useAtom } from "jotai";
import { dataOf, useApi, useOwnId } from "../../api";
import { Empty } from "../../components/Empty";
import { Screen } from "../../components/Screen";
import { Trouble } from "../../components/Trouble";
import { type PaneChoice, panesAtom } from "../../state";
import { Pane } from "./Pane";

/** Messages of users: two users side by side, each of whom acts as themself. */
export default function Conversations() {
  const ownId = useOwnId();
  return (
    <Screen title="Conversations" description={ownId === undefined ? "Each side acts as the user chosen above it." : undefined!}>
      {ownId === undefined ? <TwoUsers /> : <OneUser id={ownId} />}
    </Screen>
  );
}

function OneUser({ id }: { id: string }) {
  const [panes, setPanes] = useAtom(panesAtom);
  return <Pane name="own" user={id} peer={panes[0]?.peer ?? null} onPeer={(peer) => setPanes([{ user: id, peer }])} />;
}

function TwoUsers() {
  const api = useApi();
  const [chosen, setPanes] = useAtom(panesAtom);
  const { data, error, refetch } = useQuery({
    queryKey: ["users", "first"],
    queryFn: () => dataOf(api.GET("/users", { params: { query: { limit: 50 } } })),
  });
  const active = data?.items.filter((user) => user.status === "active").map((user) => user.id) ?? [];
  const [one, other] = active;
  const isComplete = chosen.length === 2;
  if (error && !isComplete) {
    return <Trouble error={error} retry={() => void refetch()} />;
  }
  if (data && other === undefined && !isComplete) {
    return (
      <Empty title="Two users are needed to write to each other">
        Add them under{" "}
        <Anchor component={Link} href="/users">
          Users
        </Anchor>
        , or load sample data: <code>dotnet run --project src/Api -- sample</code>
      </Empty>
    );
  }
  if (!isComplete && (one === undefined || other === undefined)) {
    return null;
  }

  const panes: PaneChoice[] = isComplete
    ? chosen
    : [
        { user: one!, peer: other! },
        { user: other!, peer: one! },
      ];
  const change = (index: number, pane: PaneChoice) => setPanes(panes.map((old, i) => (i === index ? pane : old)));
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
      {panes.map((pane, index) => (
        <Pane
          key={index}
          name={index === 0 ? "left" : "right"}
          user={pane.user}
          peer={pane.peer}
          onUser={(user) => change(index, { user, peer: user === pane.peer ? null : pane.peer })}
          onPeer={(peer) => change(index, { ...pane, peer })}
        />
      ))}
    </SimpleGrid>
  );
}
