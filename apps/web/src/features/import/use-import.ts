import type { ProjectId, UserId } from '@holdfast/domain'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { api, queryClient } from '../../wiring/api.ts'
import { newProjectId } from '../../wiring/new-id.ts'
import type { ImportPreview, ImportReport, ListTarget } from './import-types.ts'
import { type ChosenFile, readFile, UnreadableFile } from './read-file.ts'

/** What a person decided before anything is written. */
export interface Mapping {
  projectId: ProjectId
  /** False: a project of theirs that is there already. */
  newProject: boolean
  projectName: string
  lists: Record<string, ListTarget>
  members: Record<string, UserId | null>
}

export type ImportStage =
  | { step: 'file' }
  | { step: 'map'; file: ChosenFile; preview: ImportPreview; mapping: Mapping }
  | { step: 'done'; file: ChosenFile; report: ImportReport }

const unreachable = 'The server did not answer. Nothing was written. Try again when it is back.'

/** A refusal of the server comes with a sentence; anything else means that it could not be asked. */
function problemOf(error: unknown): string {
  if (error instanceof UnreadableFile) return error.message
  const told = typeof error === 'object' && error !== null && 'data' in error && error.data
  return told && error instanceof Error ? error.message : unreachable
}

/** Where the board was brought before, and else into a new project. */
const suggestedProject = ({ board, earlier: [newest] }: ImportPreview) =>
  newest
    ? { newProject: false, projectId: newest.projectId, projectName: newest.name }
    : { newProject: true, projectId: newProjectId(), projectName: board.name }

const suggested = (preview: ImportPreview): Mapping => ({
  ...suggestedProject(preview),
  lists: Object.fromEntries(preview.lists.map(({ listId, suggestion }) => [listId, suggestion])),
  members: Object.fromEntries(
    preview.members.map(({ memberId, suggestion }) => [memberId, suggestion]),
  ),
})

/** The way of a file from the disk to a report. Nothing is written before `run`. */
export function useImport() {
  const [stage, setStage] = useState<ImportStage>({ step: 'file' })
  const [problem, setProblem] = useState<string | null>(null)
  const preview = useMutation(api.import.preview.mutationOptions(), queryClient)
  const run = useMutation(api.import.run.mutationOptions(), queryClient)

  const ask = (file: ChosenFile, mapping?: Mapping) =>
    preview.mutateAsync({
      source: 'trello',
      file: file.content,
      ...(mapping && { listMapping: mapping.lists, memberMapping: mapping.members }),
      ...(mapping && !mapping.newProject && { projectId: mapping.projectId }),
    })

  async function attempt(work: () => Promise<void>): Promise<void> {
    setProblem(null)
    try {
      await work()
    } catch (error) {
      setProblem(problemOf(error))
    }
  }

  return {
    stage,
    problem,
    busy: preview.isPending || run.isPending,
    choose: (chosen: File) =>
      attempt(async () => {
        const file = await readFile(chosen)
        const first = await ask(file)
        const mapping = suggested(first)
        // What is new is another answer for a project that has had the board.
        const told = mapping.newProject ? first : await ask(file, mapping)
        setStage({ step: 'map', file, preview: told, mapping })
      }),
    /** Shows the decision at once and asks again what becomes of each card. */
    decide: (change: Partial<Mapping>) =>
      attempt(async () => {
        if (stage.step !== 'map') return
        const mapping = { ...stage.mapping, ...change }
        setStage({ ...stage, mapping })
        if (Object.keys(change).every((key) => key === 'projectName')) return
        const told = await ask(stage.file, mapping)
        setStage((now) =>
          now.step === 'map' && now.mapping === mapping ? { ...now, preview: told } : now,
        )
      }),
    run: () =>
      attempt(async () => {
        if (stage.step !== 'map') return
        const { file, mapping } = stage
        const report = await run.mutateAsync({
          source: 'trello',
          file: file.content,
          projectId: mapping.projectId,
          projectName: mapping.projectName.trim(),
          listMapping: mapping.lists,
          memberMapping: mapping.members,
        })
        setStage({ step: 'done', file, report })
      }),
    back: () => {
      setProblem(null)
      setStage({ step: 'file' })
    },
  }
}
