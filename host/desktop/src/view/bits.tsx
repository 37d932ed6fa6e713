// Small things that many views show.
import {Button, Tooltip, TooltipAnchor, TooltipProvider} from '@ariakit/react';
import {Globe, Mail, MessageCircle, MessageSquare, Phone, Send, Smartphone, type LucideIcon} from 'lucide-react';
import type {ReactNode, Ref} from 'react';
import {initials} from './initials';

export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" />
      <path d="M7 12.5c3-3 6-3 9 0s6 3 9 0M7 19.5c3-3 6-3 9 0s6 3 9 0" />
    </svg>
  );
}

const icons: Record<string, LucideIcon> = {
  line: MessageCircle, whatsapp: MessageCircle, facebook: MessageCircle, instagram: MessageCircle,
  webchat: Globe, email: Mail, voice: Phone, sms: Smartphone, telegram: Send,
};

export function ChannelMark({plugin}: {plugin: string}) {
  const Icon = icons[plugin] ?? MessageSquare;
  return (
    <span className="channel-mark" data-plugin={plugin} aria-hidden="true">
      <Icon size={11} strokeWidth={2.4} />
    </span>
  );
}

const shades = 8;

function shade_of(name: string): number {
  let sum = 0;
  for (const each of name) {
    sum = (sum * 31 + (each.codePointAt(0) ?? 0)) % 9973;
  }
  return sum % shades;
}

export function Avatar({name, plugin, size = 'middle'}: {name: string; plugin?: string; size?: 'tiny' | 'small' | 'middle' | 'large'}) {
  return (
    <span className="avatar" data-shade={shade_of(name)} data-size={size} aria-hidden="true">
      {initials(name)}
      {plugin !== undefined && <ChannelMark plugin={plugin} />}
    </span>
  );
}

export function IconButton({label, keys, children, ref, ...rest}: {
  label: string;
  keys?: string | undefined;
  children: ReactNode;
  ref?: Ref<HTMLButtonElement>;
  onClick?: () => void;
  disabled?: boolean;
  className?: string;
  'aria-pressed'?: boolean;
  'aria-expanded'?: boolean;
}) {
  return (
    <TooltipProvider timeout={500}>
      <TooltipAnchor
        render={<Button type="button" {...rest} ref={ref ?? null} aria-label={label} className={`icon-button ${rest.className ?? ''}`} />}
      >
        {children}
      </TooltipAnchor>
      <Tooltip className="tooltip" gutter={6}>
        {label}{keys && <kbd>{keys}</kbd>}
      </Tooltip>
    </TooltipProvider>
  );
}

// In a small round place.
export const few = (count: number): string => (count > 99 ? '99+' : String(count));

export function Empty({icon, title, children}: {icon: ReactNode; title: string; children?: ReactNode}) {
  return (
    <div className="empty">
      <span className="empty-icon" aria-hidden="true">{icon}</span>
      <p className="empty-title">{title}</p>
      {children}
    </div>
  );
}

export function Keys({children}: {children: string}) {
  return <kbd aria-hidden="true">{children}</kbd>;
}
