export { createAssetsRouter } from './assets.ts'
export { createRenderPage, type RenderPage, type StaffPage } from './pages.ts'
export { createReferRouter } from './refer/index.ts'
