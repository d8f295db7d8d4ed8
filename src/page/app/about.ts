/** What the document says of itself. */
export interface PageAbout {
  readonly mode: 'report' | 'live';
  readonly title: string;
}
