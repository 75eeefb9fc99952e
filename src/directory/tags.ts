/** "West Bromwich" -> "west-bromwich", as places name their towns. */
export function slugOf(town: string): string {
  return town.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')
}

/** "pa-Latn" -> "pa". */
export function primaryLanguage(tag: string): string {
  return tag.toLowerCase().split('-')[0] ?? ''
}
