export { createAssetsRouter } from './assets.ts'
export { createRenderPage, type RenderPage, type StaffPage } from './pages.ts'
export { createReferRouter } from './refer/index.ts'
export { longestLink, tooLong } from './refer/message.ts'
