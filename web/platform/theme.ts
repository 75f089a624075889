import type { ThemeConfig } from 'antd'

/** antd's default blue reaches 4.10:1 on white and fails WCAG AA; this one reaches 6.2:1. */
export const blue = '#0958d9'

/** One theme for the page and for the style sheet made at build time (antd-css.ts): the key names the class that carries the tokens. */
export const theme: ThemeConfig = {
  hashed: false,
  zeroRuntime: true,
  cssVar: { key: 'xt' },
  token: {
    colorPrimary: blue,
    colorInfo: blue,
    colorLink: blue,
    // what antd derives for the pointer is lighter than the blue itself: 4.16:1
    colorPrimaryHover: '#003eb3',
    colorLinkHover: '#003eb3',
    colorBgLayout: '#f5f5f5',
    // the defaults of these three stay under 4.5:1 on white
    colorTextTertiary: 'rgba(0,0,0,0.6)',
    colorTextDescription: 'rgba(0,0,0,0.65)',
    colorTextPlaceholder: 'rgba(0,0,0,0.55)',
    colorSuccess: '#237804',
    colorWarning: '#ad6800',
    colorError: '#cf1322',
    colorSuccessBg: '#f6ffed',
    colorSuccessBorder: '#b7eb8f',
    colorWarningBg: '#fffbe6',
    colorWarningBorder: '#ffe58f',
    colorErrorBg: '#fff2f0',
    colorErrorBorder: '#ffccc7',
    fontSize: 14,
    borderRadius: 4,
    motion: false,
    fontFamily:
      "-apple-system, 'Segoe UI', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', 'Source Han Sans SC', 'WenQuanYi Micro Hei', sans-serif",
  },
  components: { Layout: { headerBg: '#ffffff', siderBg: '#ffffff' }, Table: { cellFontSizeSM: 14 } },
}
