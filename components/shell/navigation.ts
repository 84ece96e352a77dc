import { Bot, Cpu, FlaskConical, FolderGit2, HardDrive, LayoutTemplate, type LucideIcon } from 'lucide-react';
import type { Route } from 'next';

type Place = { href: Route; label: string; icon: LucideIcon; key: string };

/** The places of the product; `key` follows `g` on the keyboard. */
export const PLACES: readonly Place[] = [
  { href: '/', label: 'Experiments', icon: FlaskConical, key: 'e' },
  { href: '/projects', label: 'Projects', icon: FolderGit2, key: 'p' },
  { href: '/templates', label: 'Templates', icon: LayoutTemplate, key: 't' },
  { href: '/agents', label: 'Agents', icon: Bot, key: 'a' },
  { href: '/host', label: 'This computer', icon: Cpu, key: 'h' },
  { href: '/data', label: 'Data', icon: HardDrive, key: 'd' },
];

/** Pages of experiments belong to the first place, although their path is another. */
export function isCurrentPlace(href: string, pathname: string): boolean {
  if (href === '/') return pathname === '/' || pathname.startsWith('/experiments');
  return pathname === href || pathname.startsWith(`${href}/`);
}
