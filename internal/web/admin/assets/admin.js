// What makes the dashboard quicker where scripts run. Nothing depends on it.
"use strict";
