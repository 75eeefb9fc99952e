export { CatalogueError } from './catalogue.ts'
export { exportTranslations } from './export.ts'
export { importTranslations } from './import.ts'
