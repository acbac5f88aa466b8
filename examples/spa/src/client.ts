import { Client, fetchExchange } from '@urql/core';
import { print } from 'graphql';
import { createClient, type Client as SocketClient } from 'graphql-ws';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import WebSocket from 'ws'; // a browser has its own

/** Queries and mutations; the token is asked for again with each request, so it may be renewed. */
export const api = (url: string, token: () => string) => new Client({
  url,
  preferGetMethod: false,
  exchanges: [fetchExchange],
  fetchOptions: () => ({ headers: { authorization: `Bearer ${token()}` } }),
});

/** One socket for all subscriptions. It connects again for as long as it takes, with pauses that grow to 5 seconds. */
export const socket = (url: string, token: () => string) => createClient({
  url: url.replace(/^http/, 'ws'),
  webSocketImpl: WebSocket,
  connectionParams: () => ({ Authorization: `Bearer ${token()}` }),
  retryAttempts: Infinity,
  shouldRetry: () => true, // also while a service that restarts refuses connections
  retryWait: (attempt) => new Promise((done) => setTimeout(done, Math.random() * Math.min(5_000, 100 * 2 ** attempt))),
});

/**
 * Follows a subscription that has `after`. The cursor of each message goes into the variables, so a connection that
 * breaks is resumed exactly behind the last message that was worked on: nothing is missed and nothing comes twice.
 */
export function follow<Data, Variables extends { after?: string | null }>(
  client: SocketClient, document: TypedDocumentNode<Data, Variables>, variables: Variables,
  next: (data: Data) => string, failed: (problem: unknown) => void,
): () => void {
  const request = { query: print(document), variables: { ...variables } as Record<string, unknown> };
  return client.subscribe<Data>(request, {
    next: ({ data, errors }) => {
      if (errors) failed(errors);
      else if (data) request.variables.after = next(data);
    },
    error: failed,
    complete: () => {},
  });
}
