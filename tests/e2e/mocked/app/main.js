const { app, BrowserWindow } = require('electron');

/** A bare window for the mocked suite: no preload, no services. The page's main is the double the test puts in. */
app.whenReady().then(() => {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    useContentSize: true,
    webPreferences: { contextIsolation: true, sandbox: true, nodeIntegration: false },
  });
  void window.loadURL('about:blank');
});
