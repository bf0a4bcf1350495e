import { expect, test } from 'vitest';
import { parseProcesses } from '../../../main/docker/processes';

const STAT = 'S 1 7 7 0 -1 4194560 100 0 0 0 31 11 0 0 20 0 1 0 9876 12345 100';

test('CPU time, start and bytes of each process are read, whatever its name holds', () => {
  const text = `RC-PROCESS 7 (odd) name (x)) ${STAT}
rchar: 100
wchar: 20
RC-PROCESS 8 (dd) ${STAT}
`;
  expect(parseProcesses(text)).toEqual([
    { id: '7@9876', name: 'odd) name (x)', ticks: 42, bytes: 120 },
    { id: '8@9876', name: 'dd', ticks: 42, bytes: 0 },
  ]);
});

test('nothing is no process', () => {
  expect(parseProcesses('')).toEqual([]);
});
