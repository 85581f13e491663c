;; Run by test_emacs.py after the configuration of docs/editors.md: prints what a person would see, one line each.
(setq eglot-sync-connect t make-backup-files nil auto-save-default nil create-lockfiles nil)
(defvar probe-file (pop command-line-args-left))
(defvar probe-place (pop command-line-args-left))

(defun probe-wait (what holds)
  (let ((end (+ (float-time) 60)))
    (while (and (not (funcall holds)) (< (float-time) end))
      (accept-process-output nil 0.05))
    (unless (funcall holds) (message "TIMEOUT %s" what) (kill-emacs 1))))

(defun probe-hints ()
  (seq-filter (lambda (overlay) (overlay-get overlay 'eglot--inlay-hint)) (overlays-in (point-min) (1+ (point-max)))))

(find-file probe-file)
(apply #'eglot (eglot--guess-contact))
(probe-wait "the connection" #'eglot-managed-p)
(message "encoding %s" (plist-get (eglot--capabilities (eglot-current-server)) :positionEncoding))

(eglot-inlay-hints-mode 1)
(probe-wait "hints" (lambda () (eglot--update-hints-1 (point-min) (point-max))
                      (accept-process-output nil 0.2) (probe-hints)))
(dolist (overlay (probe-hints))
  (message "hint %d %s" (line-number-at-pos (overlay-start overlay))
           (string-trim (concat (overlay-get overlay 'before-string) (overlay-get overlay 'after-string)))))

(probe-wait "warnings" (lambda () (flymake-start) (accept-process-output nil 0.1) (flymake-diagnostics)))
(dolist (found (flymake-diagnostics))
  (message "warning %d-%d %s" (1- (flymake-diagnostic-beg found)) (1- (flymake-diagnostic-end found))
           (flymake-diagnostic-text found)))

(goto-char (point-min))
(search-forward probe-place)
(let ((actions (eglot-code-actions (line-beginning-position) (line-end-position))))
  (dolist (action actions) (message "action %s" (plist-get action :title)))
  (eglot-execute (eglot-current-server) (car actions)))
(with-temp-file (concat probe-file ".copied") (insert (current-kill 0)))
(eglot-shutdown-all)
(kill-emacs 0)
