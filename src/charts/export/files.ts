// What becomes of an exported drawing: a picture, a file, the clipboard, or a sheet of paper of its own.

/** Rasterises SVG source; `scale` 2 doubles the pixels, not the layout. */
export async function pngOf(svg: string, scale = 2): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(image.width * scale);
  canvas.height = Math.round(image.height * scale);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('this browser gives no 2D canvas to draw the PNG on; save the SVG instead.');
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => {
    canvas.toBlob(resolve, 'image/png');
  });
  if (!blob)
    throw new Error(
      `the PNG of ${canvas.width} × ${canvas.height} px could not be made; save the SVG instead.`,
    );
  return blob;
}

/** Hands a file to the user. */
export function download(name: string, content: Blob | string, type = 'text/plain'): void {
  const blob = typeof content === 'string' ? new Blob([content], { type: `${type};charset=utf-8` }) : content;
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Puts a picture on the clipboard. Browsers ask for it within the click, so the picture may still be a promise. */
export async function copyPicture(picture: Promise<Blob>): Promise<void> {
  if (!navigator.clipboard || typeof ClipboardItem === 'undefined')
    throw new Error('this browser cannot copy pictures; save the PNG instead.');
  await navigator.clipboard.write([new ClipboardItem({ 'image/png': picture })]);
}

/** Opens the browser's print dialog, which saves PDF too, with this drawing alone on a sheet of its own size. */
export async function printDrawing(svg: string, title: string): Promise<void> {
  const size = /<svg[^>]*\swidth="([\d.]+)"[^>]*\sheight="([\d.]+)"/.exec(svg);
  const sheet = document.createElement('iframe');
  sheet.title = title;
  sheet.setAttribute('aria-hidden', 'true');
  sheet.style.cssText = 'position:fixed;inset:auto 0 0 auto;width:0;height:0;border:0';
  const paper = size ? `@page{size:${size[1]}px ${Number(size[2]) + 1}px;margin:0}` : '';
  const name = title.replace(/[&<]/g, ' ');
  sheet.srcdoc = `<!doctype html><title>${name}</title><style>${paper}body{margin:0}svg{display:block}</style>${svg}`;
  await new Promise<void>((resolve) => {
    sheet.onload = () => resolve();
    document.body.append(sheet);
  });
  const view = sheet.contentWindow;
  if (!view) throw new Error('this browser gives no sheet to print on.');
  await view.document.fonts.ready;
  view.addEventListener('afterprint', () => sheet.remove());
  view.focus();
  view.print();
}
