/** The documented mapping of the search index. Every adapter derives its settings from it. */
export const mapping = {
  tasks: {
    properties: {
      id: { type: 'keyword' },
      title: {
        type: 'text',
        analyzer: 'english',
        fields: { keyword: { type: 'keyword' } },
      },
      description: { type: 'text', analyzer: 'english' },
      status: { type: 'keyword' },
      priority: { type: 'keyword' },
      tags: { type: 'keyword' },
      createdBy: { type: 'keyword' },
      assignedTo: { type: 'keyword' },
      projectId: { type: 'keyword' },
      dueDate: { type: 'date' },
      createdAt: { type: 'date' },
      updatedAt: { type: 'date' },
    },
  },
} as const
