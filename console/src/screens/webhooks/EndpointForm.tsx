import { Button, Checkbox, Modal, MultiSelect, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { dataOf, taggedOf } from "../../api";
import { Trouble } from "../../components/Trouble";
import { useDraft } from "../../drafts";
import { codeOf } from "../../errors";
import { type Endpoint, useBackend, webhooks } from "./queries";
import { eventTypes } from "./types";
import { nameOf, type NewSecret, urlError } from "./words";

interface CreateEndpointProps {
  onClose: () => void;
  onSecret: (secret: NewSecret) => void;
}

/** Creates an endpoint. The server shows its secret once. */
export function CreateEndpoint({ onClose, onSecret }: CreateEndpointProps) {
  const api = useBackend();
  const queries = useQueryClient();
  const [url, setUrl] = useDraft("webhook url");
  const [description, setDescription] = useDraft("webhook description");
  const [types, setTypes] = useState<string[]>([]);
  const [isEnabled, setEnabled] = useState(true);
  const create = useMutation({
    mutationFn: () => dataOf(api.POST("/webhook-endpoints", { body: { ...requestOf({ url, description, types }), enabled: isEnabled } })),
    onSuccess: async ({ secret, ...endpoint }) => {
      setUrl("");
      setDescription("");
      onClose();
      onSecret({
        title: "Signing secret",
        secret,
        note: `Give it to the receiver ${nameOf(endpoint)}, which verifies the signature of each request with it.`,
      });
      await queries.invalidateQueries({ queryKey: webhooks });
    },
  });
  return (
    <Form
      title="Create endpoint"
      label="Create"
      content={{ url, description, types }}
      onChange={(content) => {
        setUrl(content.url);
        setDescription(content.description);
        setTypes(content.types);
      }}
      save={create}
      onClose={onClose}
    >
      <Checkbox
        label="Send events at once"
        description="Otherwise the endpoint is disabled. Events wait until you resume it."
        checked={isEnabled}
        onChange={(event) => setEnabled(event.currentTarget.checked)}
      />
    </Form>
  );
}

interface ChangeEndpointProps {
  endpoint: Endpoint;
  etag: string;
  onClose: () => void;
}

/** Changes the URL, the types and the description of an endpoint. */
export function ChangeEndpoint({ endpoint, etag: first, onClose }: ChangeEndpointProps) {
  const api = useBackend();
  const queries = useQueryClient();
  const [etag, setEtag] = useState(first);
  const [content, setContent] = useState<Content>({ ...endpoint, types: endpoint.types ?? [] });
  const params = { path: { id: endpoint.id } };
  const save = useMutation({
    mutationFn: () =>
      dataOf(api.PUT("/webhook-endpoints/{id}", { params: { ...params, header: { "If-Match": etag } }, body: requestOf(content) })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: webhooks });
      onClose();
    },
    onError: async (error) => {
      if (codeOf(error) === "etag_mismatch") {
        setEtag((await taggedOf(api.GET("/webhook-endpoints/{id}", { params }))).etag);
        await queries.invalidateQueries({ queryKey: webhooks });
      }
    },
  });
  return <Form title="Change endpoint" label="Save" content={content} onChange={setContent} save={save} onClose={onClose} />;
}

interface Content {
  url: string;
  description: string;
  types: string[];
}

function requestOf({ url, description, types }: Content) {
  return { url: url.trim(), description: description.trim(), ...(types.length > 0 && { types }) };
}

interface FormProps {
  title: string;
  label: string;
  content: Content;
  onChange: (content: Content) => void;
  save: { mutate: () => void; isPending: boolean; error: unknown };
  onClose: () => void;
  children?: ReactNode;
}

function Form({ title, label, content, onChange, save, onClose, children }: FormProps) {
  const [wasTried, setTried] = useState(false);
  const error = urlError(content.url);
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ "aria-label": "Close" }}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (error === null && !save.isPending) {
            save.mutate();
          }
        }}
      >
        <Stack>
          <TextInput
            label="URL"
            description="Where events are sent. It must be https, except in the environment Development."
            type="url"
            inputMode="url"
            autoComplete="off"
            required
            maxLength={2048}
            data-autofocus
            value={content.url}
            error={wasTried ? error : null}
            onChange={(event) => onChange({ ...content, url: event.currentTarget.value })}
          />
          <MultiSelect
            label="Events"
            description="Leave it empty for all that your key may see, also types that a later version adds."
            data={eventTypes}
            value={content.types}
            onChange={(types) => onChange({ ...content, types })}
            placeholder={content.types.length === 0 ? "All" : ""}
            searchable
            clearable
            clearButtonProps={{ "aria-label": "Clear" }}
          />
          <TextInput
            label="Description"
            description="A name for people, such as Shop."
            maxLength={200}
            value={content.description}
            onChange={(event) => onChange({ ...content, description: event.currentTarget.value })}
          />
          {children}
          {save.error !== null && <Trouble error={save.error} />}
          <Button type="submit" loading={save.isPending}>
            {label}
          </Button>
        </Stack>
      </form>
    </Modal>
  );
}
