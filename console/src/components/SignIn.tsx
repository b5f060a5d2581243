import { Button, Card, Center, Checkbox, List, PasswordInput, Stack, Text, TextInput, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDocumentTitle } from "@mantine/hooks";
import { createClient } from "@concierge/client";
import { useAtomValue } from "jotai";
import { useState } from "react";
import { dataOf } from "../api";
import { explain } from "../errors";
import { farewellAtom, signIn } from "../state";

const isServiceKey = (secret: string) => secret.trim().startsWith("ck_");

/** Asks for a service key or a user's token, and tries it before it is used. */
export default function SignIn() {
  useDocumentTitle("Sign in - Concierge");
  const farewell = useAtomValue(farewellAtom);
  const [isTrying, setTrying] = useState(false);
  const form = useForm({
    mode: "controlled",
    initialValues: { secret: "", userId: "", keep: false },
    validate: {
      secret: (secret) => (secret.trim() ? null : "Enter a service key or a user's token."),
      userId: (userId, { secret }) =>
        userId.trim() || isServiceKey(secret) || !secret.trim() ? null : "Enter the id of the user whose token it is.",
    },
  });

  const submit = form.onSubmit(async ({ secret, userId, keep }) => {
    const credential = isServiceKey(secret) ? { secret: secret.trim() } : { secret: secret.trim(), userId: userId.trim() };
    const api = createClient({ address: location.origin, key: credential.secret });
    setTrying(true);
    try {
      await dataOf<unknown>(
        credential.userId === undefined
          ? api.GET("/changes", { params: { query: { limit: 1 } } })
          : api.GET("/users/{id}/unread", { params: { path: { id: credential.userId } } }),
      );
      signIn(credential, keep);
    } catch (error) {
      form.setErrors(refusal(error));
    } finally {
      setTrying(false);
    }
  });

  const asksForUser = form.values.secret.trim() !== "" && !isServiceKey(form.values.secret);
  return (
    <Center component="main" mih="100dvh" p="md">
      <Card withBorder padding="lg" w="100%" maw={440}>
        <form onSubmit={submit} noValidate>
          <Stack>
            <Title order={1} size="h3">
              Sign in to Concierge
            </Title>
            {farewell !== null && <Text role="status">{farewell}</Text>}
            <PasswordInput
              label="Service key or token"
              description="It stays in this tab and is sent to this server alone."
              autoComplete="off"
              data-autofocus
              visibilityToggleButtonProps={{ "aria-label": "Show or hide", "aria-hidden": false, tabIndex: 0 }}
              {...form.getInputProps("secret")}
            />
            {asksForUser && (
              <TextInput
                label="User id"
                description="The id of the user whose token it is."
                autoComplete="off"
                {...form.getInputProps("userId")}
              />
            )}
            <Checkbox label="Keep for this tab, also after a reload" {...form.getInputProps("keep", { type: "checkbox" })} />
            <Button type="submit" loading={isTrying}>
              Sign in
            </Button>
            <div>
              <Text size="sm" c="dimmed">
                You have none yet?
              </Text>
              <List size="sm" c="dimmed">
                <List.Item>
                  Whoever runs Concierge creates a key with the command <code>keys create</code>.
                </List.Item>
                <List.Item>
                  A backend gives a user a token with <code>POST /users/&#123;id&#125;/tokens</code>.
                </List.Item>
              </List>
            </div>
          </Stack>
        </form>
      </Card>
    </Center>
  );
}

function refusal(error: unknown): Record<string, string> {
  const status = error instanceof Error && "response" in error ? (error.response as Response).status : 0;
  switch (status) {
    case 401:
      return { secret: "The server does not accept it. Check that it is complete, and that it is neither revoked nor expired." };
    case 403:
    case 404:
      return { userId: "The token is not of this user. Check the id." };
    default: {
      const { title, detail } = explain(error);
      return { secret: `${title}. ${detail}` };
    }
  }
}
