// A link as a command's argument.
import { type DecodedLink, decodeLink } from '../../experiment/link/link.ts';

/**
 * In the page an unreadable link opens the default experiment; here it would be a run that nobody asked for.
 * @throws where the link cannot be read, or loses a part and is not `lenient`
 */
export function readLink(link: string, lenient: boolean): DecodedLink {
  const decoded = decodeLink(link);
  if (decoded.unreadable !== undefined) throw new Error(decoded.unreadable);
  const lost = decoded.notices.filter((notice) => notice.lost);
  if (lost.length > 0 && !lenient)
    throw new Error(
      `The link loses parts: ${lost.map(({ message }) => message).join(' ')} Pass --lenient to run it without them.`,
    );
  return decoded;
}
