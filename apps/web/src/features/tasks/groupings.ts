/** By what a person can have a list grouped. */
export const groupings = ['due', 'status', 'priority', 'project'] as const
export type Grouping = (typeof groupings)[number]
