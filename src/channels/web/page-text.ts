/** A rendered reply as plain lines, buttons in brackets: for a terminal, and for reading what a page says. */
export function pageText(html: string): string {
  return html
    .replace(/<(p|details) class="extra.*?<\/\1>/gs, '')
    .replace(/<button[^>]*>(.*?)<\/button>/gs, '[$1]')
    .replace(/<\/(p|li|h2|dt|dd|ul|ol|section)>/g, '\n')
    .replace(/<[^>]+>/g, '')
    .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    .replace(/[ \t]*\n\s*/g, '\n')
    .trim()
}
