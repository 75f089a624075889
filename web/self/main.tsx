import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { applyLarge } from '../platform/size.ts'
import { App } from './App.tsx'
import './self.css'

applyLarge()
const root = document.getElementById('root')
if (root)
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
