/* Session, lease, stop bit, link and pump watchdog of one channel, searched exhaustively by Spin. README.md tells what is
 * modeled, what is left out and why that is safe. CHECK_... selects a property, MISTAKE_... plants a mistake to be found. */

/* Times in ticks. A tick is the longest time that a frame may be on the line; a frame ends before the second tick. */
#define LEASE 2
#ifdef CHECK_PERMISSION
#define WATCHDOG 2  /* at most twice the lease; how long it is matters to this property only */
#else
#define WATCHDOG 1
#endif
#define PATIENCE 1  /* how long zero may be missing after the lease before the link goes silent */

mtype:phase = { idle, prepared, awaiting, starting, infusing, pausing, paused, stopping, stopped, linkLost, manual, interrupted };
mtype:intent = { nobody, offered, waiting, durable };
mtype:order = { zero, same, start, raise };  /* same: at the rate as before, or a lower one */
mtype:demand = { met, open, sent };          /* open: a stop is due */
mtype:reach = { unheard, silent, up };
mtype:fate = { none, fresh, looked, programmed, ran, applied, refused };  /* how far the link is with a rate */
mtype:frame = { nothing, stop, read, arm, feed, program, begin };
mtype:flow = { still, ours, theirs };        /* what the pump moves: at our word, or at its keypad's */

/* The stop bit. Generations are only ever compared with the newest one: a bit for each comparison says the same. */
mtype:demand stopBit = met;
bool stopWanted;        /* one of the requests that no step has seen was a stop, not a pause */
bool stepKnows = true;  /* the newest step has seen the newest request */
bool postKnows = true;  /* the step that made the order in the mailbox had seen it */

/* The controller decides in a step; a changed order is posted some time later. */
mtype:phase phase = idle;
mtype:intent intent = nobody;
bool resuming, latched, drafted;
mtype:order draft = zero;
byte draftLease;

/* The mailbox: the newest order. New means that its sequence number is not the one that the link has. */
mtype:order posted = zero;
bool postedIsNew;
byte postedLease;

/* The link. */
mtype:order held = zero;
mtype:fate fate = none;
mtype:reach reach = unheard;
mtype:demand debt = open;  /* at first contact a stop is owed */
bool dead, armed, sawZero;
bool isOld;                /* the read under way began before zero was ordered; only a mistake needs to know */
byte unseen;               /* ticks since the lease or the silence ended, while zero is missing */

/* The line carries one frame at a time. */
mtype:frame frame = nothing;
bool isLong;               /* it was on the line at the last tick already */

/* The pump. */
mtype:flow flow = still;
bool remote;
byte watchdog;             /* ticks left; 0: off or tripped */

bool down;                 /* the daemon is dead: control, link and stop bit with it */

#define runs (phase == starting || phase == infusing)
#define needsPerson (phase == linkLost || phase == manual || phase == interrupted)
#define isUnderControl (remote && watchdog > 0)
#define isSilent (dead && debt != met && unseen >= PATIENCE)

#include "properties.pml"
#include "controller.pml"
#include "link.pml"

/* ---- People, disk, time and failures ---- */

active proctype Operator() {
  do
  :: atomic { !down ->
      noteRequest();
      stopBit = open; stepKnows = false; postKnows = false;
      if :: stopWanted = true :: true fi }
  od
}

active proctype Journal() {
  do
  :: atomic { !down && intent == waiting -> intent = durable }
  od
}

inline countDown() {
  isLong = (frame != nothing);
  if :: draftLease > 0 -> draftLease-- :: else fi;
  if :: dead && debt != met -> unseen = (unseen + 1) % (PATIENCE + WATCHDOG) :: else fi;
  if :: postedLease > 0 -> postedLease-- :: else fi;
  if :: watchdog > 0 -> watchdog--; if :: watchdog == 0 -> noteTrip(); flow = still :: else fi :: else fi
}

active proctype Clock() {
  do
  :: d_step { !isLong -> noteTick(); countDown(); checkTick() }
  od
}

inline forgetAll() {
  stopBit = met; stopWanted = false; stepKnows = true; postKnows = true;
  phase = idle; intent = nobody; resuming = false; latched = false; drafted = false; draft = zero; draftLease = 0;
  posted = zero; postedIsNew = false; postedLease = 0;
  forbid(); fate = none; reach = unheard; debt = open; dead = false; sawZero = false; unseen = 0
}

/* The daemon dies at any time and comes back, with its session interrupted or, where the journal has none, idle. */
active proctype Daemon() {
  do
  :: d_step { !down -> forgetAll(); noteCrash(); down = true }
  :: atomic { down && frame == nothing ->
      down = false;
      if
      :: phase = interrupted; noteInterrupted(); if :: latched = true :: true fi
      :: true
#ifdef MISTAKE_RESTART_RENEWS
      :: phase = starting; draft = start; drafted = true; draftLease = LEASE
#endif
      fi }
  od
}
