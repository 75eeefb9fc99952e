import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import { createReleases } from '../publishing/releases.ts'
import { openStore } from '../store/index.ts'

/**
 * Names the files in which what the desk published differs from these files, one a line; with `write` writes them, so that
 * git can keep them. The exit code is 1 where there are some and they were not written.
 */
export async function published(config: Config, root: string, { write = false }: { write?: boolean }): Promise<void> {
  const store = openStore(config.store)
  try {
    const releases = createReleases(store, Date.now)
    const { id } = await releases.shown()
    const files = (id === null ? null : await releases.read(id))?.files ?? {}
    const different = Object.entries(files).filter(([path, { text }]) => read(join(root, path)) !== text)
    if (write)
      for (const [path, { text }] of different)
        text === null ? rmSync(join(root, path)) : writeFileSync(join(root, path), text)
    process.stdout.write(different.map(([path]) => `${path}\n`).join(''))
    if (different.length > 0 && !write) process.exitCode = 1
  } finally {
    await store.close()
  }
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
