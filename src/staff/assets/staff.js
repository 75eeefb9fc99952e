import './copy.js'
import { initAll, isSupported } from './govuk-frontend.js'

if (isSupported()) {
  document.body.classList.add('js-enabled', 'govuk-frontend-supported')
  initAll()
}
