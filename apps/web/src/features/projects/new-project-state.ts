import { create } from 'zustand'

/** Is a name for a new project asked for? The menu that asked may be gone by then. */
export const useNewProject = create<{ asking: boolean }>()(() => ({ asking: false }))

export function askNewProject(asking: boolean): void {
  useNewProject.setState({ asking })
}
