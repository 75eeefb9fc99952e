/**
 * What somebody typed or pasted, as it may stand in a file: without characters that cannot be seen and change what others
 * see (control characters, directions, zero widths, what Unicode has not assigned), with plain spaces and line ends. The two
 * joiners stay, for Bengali, Urdu and others are spelt with them.
 */
export function typed(text: string): string {
  return text
    .replaceAll(/\r\n?|[\u2028\u2029]/g, '\n')
    .replaceAll(/[\t\p{Zs}]/gu, ' ')
    .replaceAll(/(?![\n\u200c\u200d])[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}]/gu, '')
    .trim()
    .normalize('NFC')
}
