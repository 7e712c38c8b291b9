// What is used of Zero, which is not among the packages of this workspace, and the schema in its terms.

interface Table {
  columns(columns: unknown): { primaryKey(name: string): unknown }
}

interface Query {
  where(column: string, value: string): Query
  one(): Query
}

export interface ZeroModule {
  Zero: new (options: unknown) => ZeroOf
  createSchema(schema: { tables: unknown[]; relationships: unknown[] }): unknown
  createBuilder(schema: unknown): { tasks: Query }
  table(name: string): Table
  string(): unknown
  number(): unknown
  defineQueries<T>(queries: T): T
  defineQuery<T>(query: T): T
  defineMutators<T>(mutators: T): T
  defineMutator<T>(mutator: T): T
  mustGetQuery(queries: unknown, name: string): { fn(asked: unknown): unknown }
  mustGetMutator(mutators: unknown, name: string): { fn(asked: unknown): unknown }
}

export interface ZeroOf {
  preload(query: unknown): { complete: Promise<unknown> }
  run(query: unknown, options: { type: 'unknown' }): Promise<unknown[]>
  materialize(query: unknown): {
    addListener(listener: (task: { title: string } | undefined) => void): void
  }
  mutate(mutation: unknown): { client: Promise<unknown>; server: Promise<{ type?: string }> }
  close(): Promise<unknown>
}

interface Change {
  id: string
  title: string
  at: number
}

interface Writes {
  mutate: { tasks: { update(change: { id: string; title: string; updated_at: number }): unknown } }
}

export const describe = (zero: ZeroModule) => {
  const tasks = zero
    .table('tasks')
    .columns({
      id: zero.string(),
      project_id: zero.string(),
      title: zero.string(),
      notes: zero.string(),
      status: zero.string(),
      priority: zero.number(),
      position: zero.number(),
      due_at: zero.number(),
      created_at: zero.number(),
      updated_at: zero.number(),
    })
    .primaryKey('id')
  const schema = zero.createSchema({ tables: [tasks], relationships: [] })
  const builder = zero.createBuilder(schema)
  const queries = zero.defineQueries({
    all: zero.defineQuery(() => builder.tasks),
    byId: zero.defineQuery(({ args }: { args: { id: string } }) =>
      builder.tasks.where('id', args.id).one(),
    ),
  })
  const mutators = zero.defineMutators({
    setTitle: zero.defineMutator(async ({ tx, args }: { tx: Writes; args: Change }) => {
      await tx.mutate.tasks.update({ id: args.id, title: args.title, updated_at: args.at })
    }),
  })
  return { schema, queries, mutators }
}
