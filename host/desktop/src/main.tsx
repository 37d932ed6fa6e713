import {StrictMode} from 'react';
import {createRoot} from 'react-dom/client';
import './style/tokens.css';
import './style/base.css';
import './style/layout.css';
import './style/list.css';
import './style/thread.css';
import './style/composer.css';
import './style/panels.css';
import './style/wall.css';
import {App} from './view/app';

const root = document.getElementById('desktop');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
