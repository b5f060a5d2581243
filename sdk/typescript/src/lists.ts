import type { MaybeOptionalInit } from "openapi-fetch";
import type { ConciergeClient } from "./index.js";
import { ConciergeError } from "./problems.js";
import type { paths } from "./schema.js";

interface Page<Item> {
  items: Item[];
  next_cursor: string | null;
}

interface List<Item> {
  get: { responses: { 200: { content: { "application/json": Page<Item> } } } };
}

/** Paths of the lists. */
export type ListPath = { [Path in keyof paths]: paths[Path] extends List<unknown> ? Path : never }[keyof paths];

/** Type of the items of a list. */
export type ListItem<Path extends ListPath> = paths[Path] extends List<infer Item> ? Item : never;

/** The options of `client.GET`. They are required if the path has parameters. */
export type ListOptions<Path extends ListPath> =
  MaybeOptionalInit<paths[Path], "get"> extends infer Options ? (undefined extends Options ? [Options?] : [Options]) : never;

interface Options {
  params?: { query?: { cursor?: string }; header?: Record<string, unknown> };
}

type Get = (path: string, options: Options & { parseAs?: "stream" }) => Promise<{ data?: unknown; error?: unknown; response: Response }>;

/**
 * Reads a list page by page, one request per page. `limit` is the size of a page.
 * @throws ConciergeError for an error response.
 */
export async function* paginate<Path extends ListPath>(
  client: ConciergeClient,
  path: Path,
  ...[options]: ListOptions<Path>
): AsyncGenerator<ListItem<Path>, void, undefined> {
  const { params, ...rest } = (options ?? {}) as Options;
  let query = params?.query;
  for (;;) {
    const { data, error, response } = await (client.GET as Get)(path, { ...rest, params: { ...params, query: { ...query } } });
    if (!response.ok) {
      throw new ConciergeError(response, error);
    }
    const page = data as Page<ListItem<Path>>;
    yield* page.items;
    if (page.next_cursor === null) {
      return;
    }
    query = { ...query, cursor: page.next_cursor };
  }
}

/**
 * Reads a list as one stream (`application/x-ndjson`), for exports. Stopping the iteration or aborting its `signal` ends the request.
 * @throws ConciergeError for an error response; TypeError if the connection breaks; Error if the stream ends within a line.
 */
export async function* stream<Path extends ListPath>(
  client: ConciergeClient,
  path: Path,
  ...[options]: ListOptions<Path>
): AsyncGenerator<ListItem<Path>, void, undefined> {
  const { params, ...rest } = (options ?? {}) as Options;
  const header = { ...params?.header, Accept: "application/x-ndjson" };
  const { data, error, response } = await (client.GET as Get)(path, { ...rest, params: { ...params, header }, parseAs: "stream" });
  if (!response.ok) {
    throw new ConciergeError(response, error);
  }
  // A proxy may send an empty list with Content-Length: 0.
  if (data !== undefined) {
    for await (const line of lines(data as ReadableStream<BufferSource>)) {
      yield JSON.parse(line) as ListItem<Path>;
    }
  }
}

/** Splits a body into lines. */
export async function* lines(body: ReadableStream<BufferSource>): AsyncGenerator<string, void, undefined> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      const ended = (rest + chunk.value).split("\n");
      rest = ended.pop()!;
      yield* ended;
    }
  } finally {
    await reader.cancel();
  }
  if (rest !== "") {
    throw new Error("The stream ended within a line. The list is incomplete.");
  }
}
