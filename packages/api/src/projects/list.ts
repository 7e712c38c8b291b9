import { type Reader, schema } from '@holdfast/db'
import { IsoDate, ProjectId, ProjectStatus, type UserId } from '@holdfast/domain'
import { and, desc, eq, inArray, isNull, ne, sql } from 'drizzle-orm'
import { z } from 'zod'
import { cutPage, PageInput, pageOf, readCursor, writeCursor } from '../page.ts'
import { authedProcedure } from '../trpc.ts'
import { ProjectWithMembers, readProjects } from './read-project.ts'

const { projectMembers, projects } = schema

const Filters = z.strictObject({
  status: z
    .array(ProjectStatus.exclude(['deleted']))
    .min(1)
    .max(10)
    .optional(),
})
type Filters = z.infer<typeof Filters>

const Position = z.tuple([IsoDate, ProjectId])
type Position = z.infer<typeof Position>

/** One more than the page holds, to know whether there is another. */
const selectPage = (
  reader: Reader,
  caller: UserId,
  { status }: Filters,
  after: Position | null,
  limit: number,
) =>
  reader.db
    .select({ id: projects.id, createdAt: projects.createdAt })
    .from(projects)
    .innerJoin(projectMembers, eq(projectMembers.projectId, projects.id))
    .where(
      and(
        eq(projectMembers.userId, caller),
        isNull(projectMembers.leftAt),
        status ? inArray(projects.status, status) : ne(projects.status, 'deleted'),
        after
          ? sql`(${projects.createdAt}, ${projects.id}) < (${after[0]}::timestamptz, ${after[1]}::uuid)`
          : undefined,
      ),
    )
    .orderBy(desc(projects.createdAt), desc(projects.id))
    .limit(limit + 1)

/** The projects that the caller is in, the newest first; deleted ones are left out. */
export const listProjects = authedProcedure
  .input(z.strictObject({ filters: Filters.default({}), ...PageInput }).prefault({}))
  .output(pageOf(ProjectWithMembers))
  .query(async ({ ctx: { services, caller }, input: { filters, cursor, limit } }) => {
    const { db, keys } = services
    const scope = ['projects.list', caller.userId, filters]
    const after = readCursor(keys, scope, cursor, Position)
    return db.readSnapshot(async (reader) => {
      const found = await selectPage(reader, caller.userId, filters, after, limit)
      const { ids, end } = cutPage(found, limit)
      return {
        items: await readProjects(reader, ids),
        nextCursor: end && writeCursor(keys, scope, end),
      }
    })
  })
