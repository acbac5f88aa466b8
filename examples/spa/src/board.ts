import { api, follow, socket } from './client.js';
import { BOARD, FOLLOW, PIPELINES } from './operations.js';

// A pipeline board on a terminal: RAPPORT_URL=http://localhost:8080/graphql RAPPORT_TOKEN=… npm run board
const url = process.env.RAPPORT_URL ?? 'http://localhost:8080/graphql';
const token = () => process.env.RAPPORT_TOKEN ?? '';
const client = api(url, token);

async function answer<T>(result: PromiseLike<{ data?: T; error?: unknown }>): Promise<T> {
  const { data, error } = await result;
  if (!data) throw error;
  return data;
}

const { pipelines } = await answer(client.query(PIPELINES, {}));
const pipeline = pipelines.nodes[0].id;
const { pipelineBoard } = await answer(client.query(BOARD, { pipeline }));
if (!pipelineBoard) throw new Error('The pipeline is gone');

const counts = new Map(pipelineBoard.columns.map(({ stage, count }) => [stage.id, count]));
console.log(`board ${pipelineBoard.columns.map(({ stage, count }) => `${stage.name}=${count}`).join(' ')}`);

follow(socket(url, token), FOLLOW, { pipeline, after: pipelineBoard.eventCursor }, ({ pipelineChanged: change }) => {
  for (const { stage, count } of change.deltas) if (stage) counts.set(stage.id, (counts.get(stage.id) ?? 0) + count);
  if (change.opportunity) console.log(`change ${change.kind} ${change.opportunity.name} in ${change.opportunity.stage?.name}`);
  return change.cursor;
}, (problem) => { console.error(problem); process.exitCode = 1; });
