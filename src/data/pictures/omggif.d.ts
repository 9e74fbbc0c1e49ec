// The part of omggif that is used.
declare module 'omggif' {
  export class GifReader {
    constructor(bytes: Uint8Array);
    readonly width: number;
    readonly height: number;
    decodeAndBlitFrameRGBA(frame: number, pixels: Uint8Array): void;
  }
  export class GifWriter {
    constructor(bytes: number[], width: number, height: number, options: { palette: readonly number[] });
    addFrame(x: number, y: number, width: number, height: number, places: readonly number[]): void;
    /** Ends the file; its length. */
    end(): number;
  }
}
