import { graphql } from './generated/gql.js';

export const PIPELINES = graphql(`
  query Pipelines {
    pipelines { nodes { id name } }
  }
`);

/** The board at one moment, with the place in the event log where that moment is. */
export const BOARD = graphql(`
  query Board($pipeline: ID!) {
    pipelineBoard(pipelineId: $pipeline, first: 20) {
      eventCursor
      columns {
        stage { id name }
        count
        opportunities { nodes { id version name amount { amount currency } } }
      }
    }
  }
`);

export const FOLLOW = graphql(`
  subscription Follow($pipeline: ID!, $after: EventCursor) {
    pipelineChanged(pipelineId: $pipeline, after: $after) {
      cursor
      kind
      opportunity { id version name stage { id name } }
      deltas { stage { id } count }
    }
  }
`);
