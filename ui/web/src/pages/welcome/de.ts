import type { Translation } from '$src/text';
import type en from './en';

export default {
  steps: (step, of) => `Schritt ${step} von ${of}`,
  passwordTitle: 'Passwort wählen',
  passwordIntro:
    'Bitte den Einmalcode eingeben, den Sie bekommen haben, und das Passwort, das von nun an gelten soll.',
  invitation: 'Einmalcode',
  password: 'Neues Passwort',
  passwordHint: '12 bis 128 Zeichen. Mehrere Wörter lassen sich leichter merken als Sonderzeichen.',
  again: 'Neues Passwort, noch einmal',
  tooShort: (missing) => `Es fehlen noch ${missing} Zeichen`,
  tooLong: 'Höchstens 128 Zeichen',
  different: 'Beide sind nicht gleich',
  goOn: 'Weiter',
  factorTitle: 'Zweiten Faktor einrichten',
  factorIntro: 'Bitte mit einer Authenticator-App scannen und die sechs Ziffern eingeben, die sie zeigt.',
  qr: 'Das Geheimnis als QR-Code',
  secret: 'Oder dieses Geheimnis in die App tippen',
  enable: 'Prüfen und weiter',
  later: 'Jetzt nicht',
  working: 'Ein Geheimnis wird erzeugt …',
  codesTitle: 'Wiederherstellungscodes aufbewahren',
  codesIntro:
    'Jeder von ihnen meldet Sie einmal an, wenn Ihr Gerät verloren ist. Sie werden nur jetzt gezeigt. Bewahren Sie sie dort auf, wo Ihr Gerät nicht ist.',
  copyAll: 'Kopieren',
  download: 'Herunterladen',
  kept: 'Ich habe sie aufbewahrt',
  finish: 'Fertig',
  keptFirst: 'Bitte zuerst sagen, dass Sie sie aufbewahrt haben',
  haveAccount: 'Sie haben ein Passwort?',
  logIn: 'Anmelden',
  fileHead: (name) => `Wiederherstellungscodes von ${name} für Flotilla. Jeder gilt einmal.`,
} satisfies Translation<typeof en>;
