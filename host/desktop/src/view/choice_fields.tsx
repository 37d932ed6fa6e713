import {Plus, X} from 'lucide-react';
import type {Carries} from '../state/select';
import {IconButton} from './bits';
import {useTexts} from './context';

export function ChoiceFields({choices, change, can}: {
  choices: readonly string[]; change: (choices: string[] | null) => void; can: Carries;
}) {
  const t = useTexts();
  const full = choices.length >= (can.choices || 10);
  return (
    <fieldset className="choice-fields">
      <legend>{can.choices > 0 ? t.write.choices_most(can.choices) : t.write.choices_numbered}</legend>
      {choices.map((each, index) => (
        <span key={index}>
          <input value={each} aria-label={t.write.choice(index + 1)} placeholder={t.write.choice(index + 1)}
            {...(can.title > 0 ? {maxLength: can.title} : {})}
            onChange={(event) => change(choices.map((old, at) => (at === index ? event.target.value : old)))} />
          <IconButton label={t.write.no_choice}
            onClick={() => change(choices.length > 1 ? choices.filter((_, at) => at !== index) : null)}><X size={14} /></IconButton>
        </span>
      ))}
      <button type="button" className="link" disabled={full} onClick={() => change([...choices, ''])}>
        <Plus size={13} aria-hidden="true" />{t.write.add_choice}
      </button>
    </fieldset>
  );
}
