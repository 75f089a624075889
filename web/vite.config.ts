import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { antdCss } from './antd-css.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** Two entries: index.html for management, me.html for teachers (light: no antd). Everything is hashed and comes from our own origin. */
export default defineConfig({
  root: here('.'),
  base: '/',
  plugins: [react(), staticStyles()],
  build: {
    target: ['chrome86', 'firefox78', 'safari14'],
    cssTarget: ['chrome86'],
    outDir: here('dist'),
    emptyOutDir: true,
    manifest: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
    rolldownOptions: { input: { index: here('index.html'), me: here('me.html') } },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8080' } },
})

/**
 * The Content-Security-Policy knows no unsafe-inline: antd's rules come as one file made here (`virtual:antd.css`), and the module by which
 * its parts would write <style> elements at run time is replaced by one on constructed style sheets.
 */
function staticStyles(): Plugin {
  return {
    name: 'static-styles',
    enforce: 'pre',
    resolveId(source, importer) {
      if (source === 'virtual:antd.css') return '\0antd.css'
      if (/(^|\/)dynamicCSS(\.js)?$/.test(source) && importer?.includes('@rc-component'))
        return here('platform/dynamic-css.ts')
      if (/Dom\/dynamicCSS/.test(source)) return here('platform/dynamic-css.ts')
      if (source === 'zod' && importer?.startsWith(here('../contract/'))) return here('platform/shapeless.ts')
    },
    async load(id) {
      if (id === '\0antd.css') return antdCss()
    },
  }
}
