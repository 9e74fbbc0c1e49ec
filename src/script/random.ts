// The random numbers of src/math/rng.ts in NumPy: the same words for the same seed and key, bit for bit.
import { type Python, python } from './python.ts';

export const RANDOM: Python = python`
WORD = 0xFFFFFFFF


def hash_text(text):
    """FNV-1a, 32 bits."""
    value = 0x811C9DC5
    for character in text:
        value = ((value ^ ord(character)) * 0x01000193) & WORD
    return value


def finalise(word):
    """MurmurHash3's finaliser: every input bit reaches every output bit."""
    h = word & WORD
    h = ((h ^ (h >> 16)) * 0x85EBCA6B) & WORD
    h = ((h ^ (h >> 13)) * 0xC2B2AE35) & WORD
    return h ^ (h >> 16)


class Stream:
    """Philox4x32-10 (Salmon et al. 2011): a pure function of the seed and a key of text and whole numbers."""

    def __init__(self, seed, *key):
        a, b, c = 0x243F6A88, 0x85A308D3, 0x13198A2E
        for i, part in enumerate(key):
            text = isinstance(part, str)
            low = hash_text(part) if text else part & WORD
            high = (0x5BD1E995 ^ len(part)) if text else (part >> 32) & WORD
            a = (finalise((a * 31) & WORD ^ low ^ (high * 0x27D4EB2F) & WORD) + i) & WORD
            b = finalise((b * 37 + low) & WORD ^ (high * 0x165667B1) & WORD) ^ a
            c = (finalise(((c * 41) & WORD ^ (low * 0x9E3779B1) & WORD) + high) + b) & WORD
        self.counter_words = (a, b, c)
        self.key_words = (seed & WORD, (seed >> 32) & WORD)
        self.blocks = 0
        self.left = np.empty(0, np.uint64)
        self.spare = np.empty(0)

    def bits(self, count):
        """The next words of 32 random bits."""
        blocks = max(0, -(-(count - len(self.left)) // 4))
        c0 = np.arange(self.blocks, self.blocks + blocks, dtype=np.uint64)
        c1, c2, c3 = (np.full(blocks, word, np.uint64) for word in self.counter_words)
        k0, k1 = self.key_words
        word, shift = np.uint64(WORD), np.uint64(32)
        for _ in range(10):
            first, second = np.uint64(0xD2511F53) * c0, np.uint64(0xCD9E8D57) * c2
            c0, c1 = (second >> shift) ^ c1 ^ np.uint64(k0), second & word
            c2, c3 = (first >> shift) ^ c3 ^ np.uint64(k1), first & word
            k0, k1 = (k0 + 0x9E3779B9) & WORD, (k1 + 0xBB67AE85) & WORD
        self.blocks += blocks
        words = np.concatenate([self.left, np.stack([c0, c1, c2, c3], 1).ravel()])
        self.left = words[count:]
        return words[:count]

    def uniform(self, count):
        """24 random bits each, in [0, 1)."""
        return (self.bits(count) >> np.uint64(8)).astype(np.float64) / 16777216

    def normal(self, count):
        """Standard normal, by Box and Muller; the second of a pair is kept for the next call."""
        pairs = max(0, -(-(count - len(self.spare)) // 2))
        words = self.bits(2 * pairs).astype(np.float64).reshape(-1, 2)
        radius = np.sqrt(-2 * np.log((words[:, 0] + 0.5) / 4294967296))
        angle = 2 * np.pi * words[:, 1] / 4294967296
        values = np.stack([radius * np.cos(angle), radius * np.sin(angle)], 1).ravel()
        values = np.concatenate([self.spare, values])
        self.spare = values[count:]
        return values[:count]
`;
