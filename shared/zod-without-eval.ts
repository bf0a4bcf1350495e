import { z } from 'zod';

/**
 * Zod compiles object parsers with `new Function` where it may; the window's policy forbids eval. It decides when a schema
 * is made, so this must be imported before any module that makes one.
 */
z.config({ jitless: true });
