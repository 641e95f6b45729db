#ifndef INFUSIOND_CSYSTEMD_H
#define INFUSIOND_CSYSTEMD_H

/* Only sd_notify(3) and sd_watchdog_enabled(3) are used. */
#include <systemd/sd-daemon.h>

#endif
