import { useDevice, useTask } from '@holdfast/client/react'
import { Tag, type Task, type TaskId } from '@holdfast/domain'
import { useState } from 'react'
import { perform } from '../../../actions/history.ts'
import { nameOf, tagStep } from '../../../actions/step.ts'
import { OptionList } from '../../../components/option-list.tsx'
import { useTags } from '../quick-add/use-quick-add-world.ts'

/** Several can be ticked, so it stays open; each tick is done at once and has its own undo. */
export function TagsPicker({ tasks }: { tasks: readonly Task[] }) {
  const device = useDevice()
  const known = useTags()
  const only = useTask(tasks.length === 1 && tasks[0] ? tasks[0].id : ('' as TaskId))
  // Of several tasks the tags are reckoned here: the rows that were given do not follow.
  const [changed, setChanged] = useState<ReadonlyMap<Tag, boolean>>(new Map())
  const current = only ? [only] : tasks
  const isOn = (task: Task, tag: Tag) =>
    only ? task.tags.includes(tag) : (changed.get(tag) ?? task.tags.includes(tag))
  const [own] = useState(() => tasks.flatMap(({ tags }) => tags))
  const options = [...new Set([...own, ...known, ...current.flatMap(({ tags }) => tags)])]

  function toggle(tag: Tag) {
    const on = current.every((task) => isOn(task, tag))
    const rows = current.map((task) => ({
      ...task,
      tags: options.filter((option) => isOn(task, option)),
    }))
    const change = on ? { remove: [tag] } : { add: [tag] }
    const what = on ? `taken off ${nameOf(tasks)}` : `put on ${nameOf(tasks)}`
    if (perform(device, tagStep(rows, change, `#${tag} ${what}`))) {
      setChanged((before) => new Map(before).set(tag, !on))
    }
  }

  return (
    <OptionList
      label="Tags"
      filter="Tag…"
      none="Write a name to make a new tag."
      options={options.map((tag) => {
        const count = current.filter((task) => isOn(task, tag)).length
        return {
          id: tag,
          name: `#${tag}`,
          chosen: count === current.length ? true : count > 0 ? 'some' : false,
        }
      })}
      onChoose={(id) => toggle(id as Tag)}
      create={{
        name: (typed) => `New tag #${Tag.safeParse(typed).data ?? typed}`,
        onCreate(typed) {
          const tag = Tag.safeParse(typed)
          if (tag.success) toggle(tag.data)
        },
      }}
    />
  )
}
