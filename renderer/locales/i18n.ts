import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from '../../shared/language';
import { resourcesEn } from './en/resources';
import { resourcesEs } from './es/resources';

/** Both languages are in the bundle; nothing is fetched. React escapes, so i18next does not. */
export function startTranslations(language: Language): i18n {
  void i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    resources: { en: { translation: resourcesEn }, es: { translation: resourcesEs } },
    interpolation: { escapeValue: false },
    initAsync: false,
  });
  return i18next;
}
