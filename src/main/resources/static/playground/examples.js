/** What the examples point at, asked of the tenant that is looked at. */
export const POINTERS = `{
  opportunities(first: 1, filter: { category: { eq: OPEN } }) {
    nodes { id version stage { id } pipeline { id stages { id category } } }
  }
}`;

const json = (value) => JSON.stringify(value, null, 2);

/**
 * The tabs that a first visit opens, about one opportunity and its pipeline; with blanks where there is none.
 * GraphiQL keeps what people make of them in their browser.
 */
export function examples(opportunity) {
  const pipeline = json({ pipelineId: opportunity?.pipeline.id ?? '' });
  const target = opportunity?.pipeline.stages.find((stage) => stage.category === 'OPEN' && stage.id !== opportunity.stage.id);
  return [
    {
      query: `# Who am I? Sign in at the top,
# then run this with Ctrl+Enter or ⌘+Enter.
query Viewer {
  viewer {
    name
  }
}
`
    },
    {
      query: `# Customers with what is open at each: the rows
# may be many, the statements stay few.
query Customers {
  customers(first: 10, orderBy: [{ field: NAME, direction: ASC }]) {
    nodes {
      id
      name
      status
      owner { name }
      opportunities(first: 3) {
        nodes {
          name
          amount { amount currency }
        }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}
`
    },
    {
      query: `# The board of a pipeline. Find others with:
# { pipelines { nodes { id name } } }
query Board($pipelineId: ID!) {
  pipelineBoard(pipelineId: $pipelineId, first: 20) {
    eventCursor
    columns {
      stage { id name label(locale: "zh") }
      count
      amounts { amount currency }
      weightedAmounts { amount currency }
      opportunities {
        nodes { id name version amount { amount currency } }
      }
    }
  }
}
`,
      variables: pipeline
    },
    {
      query: `# Run this, move a card in a second window
# (the next tab there), and watch it arrive.
subscription PipelineChanged($pipelineId: ID!) {
  pipelineChanged(pipelineId: $pipelineId) {
    cursor
    kind
    occurredAt
    changedFields
    opportunity { id name stage { name } }
    deltas { stage { name } count amount { amount currency } }
  }
}
`,
      variables: pipeline
    },
    {
      query: `# Move a card. Take id and version from the
# board; a stale version is a conflict.
mutation Move($input: MoveOpportunityInput!) {
  moveOpportunity(input: $input) {
    opportunity { id version stage { name } }
    errors { code message path }
  }
}
`,
      variables: json({
        input: { id: opportunity?.id ?? '', version: opportunity?.version ?? 1, stageId: target?.id ?? '' }
      })
    },
    {
      query: `# One search for Latin and Chinese,
# from a single character on.
query Search {
  search(query: "陈", first: 10) {
    hits {
      type
      title
      node { id }
    }
  }
}
`
    },
    {
      query: `# What I have to do. In the demo tenant,
# Darcel Schlecht has the most.
query Agenda {
  agenda(from: "2020-01-01T00:00:00Z", to: "2099-01-01T00:00:00Z") {
    nodes { id subject typeLabel happensAt overdue }
  }
}
`
    }
  ];
}
