/** The little of fontkit (the font reader of pdfkit, which has no types of its own) that we ask. */
declare module 'fontkit' {
  export function openSync(path: string): { hasGlyphForCodePoint(point: number): boolean }
}
