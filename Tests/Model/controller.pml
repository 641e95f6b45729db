/* The controller: what a step decides about the session, and when its order is posted. */

/* Zero is believed when the link says that it holds the order of zero, has sent a stop for it and has then read zero. The
 * mistake: when a reading that began after the step which ordered zero shows it, whether or not the link had the order then. */
#ifdef MISTAKE_ZERO_BEFORE_ORDER
#define zeroObserved (reach == up && sawZero && !wasRunning)
inline orderZero() { draft = zero; drafted = true; sawZero = false; isOld = (frame == read) }
#else
#define zeroObserved (reach == up && sawZero && !wasRunning && fate == none && !postedIsNew)
inline orderZero() { draft = zero; drafted = true }
#endif
#define mayStart (!latched && zeroObserved && stopBit == met)
#define mayRaise (phase == infusing && fate == applied && !postedIsNew)

inline rest(next) { phase = next; noteRest() }

inline takeRequests() {
  if
  :: stopWanted -> stopWanted = false; next = stopping
  :: !stopWanted && (!stepKnows || stopBit != met) -> next = pausing
  :: else
  fi;
  stepKnows = true
}

inline takeCommand() {
  if
  :: true
  :: (phase == idle || phase == prepared) && !latched && reach == up -> phase = prepared; intent = offered; noteReadBack()
  :: (phase == paused && mayStart || mayRaise && (intent == nobody || intent == offered)) -> intent = offered; noteReadBack()
  :: intent == offered && mayRaise -> intent = waiting; noteConfirmation()
  :: intent == offered && (phase == prepared || phase == paused) && mayStart ->
    resuming = (phase == paused); phase = awaiting; intent = waiting; noteConfirmation()
  /* Reconcile; what had ended stays ended. */
  :: needsPerson && zeroObserved && !latched -> rest(paused)
  :: needsPerson && zeroObserved && (latched || phase == interrupted) -> rest(stopped)
  /* Reset; close, early or not. */
  :: latched && (phase == idle || phase == prepared || phase == paused || phase == stopped) -> latched = false
  :: phase != idle && phase != awaiting && !runs -> intent = nobody; phase = idle
  fi
}

/* The journal has the increase, and everything is judged again. */
inline takeDurable() {
  if
  :: intent == durable && mayRaise -> intent = nobody; draft = raise; noteDurable()
  :: intent == durable && phase == awaiting && mayStart ->
    intent = nobody; resuming = false; draft = start; phase = starting; noteDurable()
  :: true
  fi
}

/* An increase expires; an interlock pauses or stops: at any time. Which one, and why, is not modeled. */
inline judge() {
  if
  :: true
  :: runs || intent != nobody -> next = pausing
  :: phase != idle && phase != stopped && phase != stopping -> next = stopping
  :: (runs || phase == pausing) && reach != up -> next = linkLost
  :: runs || phase == pausing || phase == paused -> next = manual
  fi
}

/* Down, or out of control: whatever was to increase is withdrawn first. */
inline yield() {
  if
  :: phase == awaiting && resuming -> rest(paused)
  :: phase == awaiting && !resuming -> phase = prepared
  :: else
  fi;
  resuming = false;
#ifdef MISTAKE_TOKEN_SURVIVES
  if :: intent == offered :: else -> intent = nobody fi;
#else
  intent = nobody;
#endif
  if
  :: next == stopping -> latched = true; if :: phase != idle && phase != stopped -> phase = stopping :: else fi
  :: next == pausing -> if :: runs -> phase = pausing :: else fi
  :: next == linkLost || next == manual -> phase = next
  fi;
  next = idle
}

inline follow() {
  if
#ifdef MISTAKE_RESUME_ON_RECONNECT
  :: phase == linkLost && mayStart -> draft = start; phase = starting
#endif
  :: phase == starting && fate == applied && !postedIsNew -> phase = infusing; noteInfusing()
  :: phase == pausing && zeroObserved -> rest(paused)
  :: phase == stopping && zeroObserved -> rest(stopped)
  :: else
  fi
}

inline makeOrder() {
  if
  :: !runs && wasRunning -> orderZero()
  :: !runs && !wasRunning -> draft = zero
  :: runs && (!wasRunning || draft == raise) -> drafted = true
  :: runs && wasRunning && draft != raise  /* a renewal */
  :: runs && wasRunning && draft != raise -> draft = same; drafted = true
  fi;
  wasRunning = false
}

/* The lease counts from the step, however late its order is posted. */
inline renew(lease) {
  postKnows = stepKnows;
  postedLease = (runs -> lease : 0);
  notePermission()
}

/* A step that changes nothing is posted at once: when it is posted makes no difference. */
active proctype Controller() {
  bool wasRunning;
  mtype:phase next = idle;
  do
  :: atomic { !down && !drafted ->
      wasRunning = runs;
      takeRequests();
      if :: next == idle -> takeCommand(); takeDurable(); judge() :: else fi;
      if :: next != idle -> yield() :: else fi;
      follow(); makeOrder();
      if :: drafted -> draftLease = (runs -> LEASE : 0) :: else -> renew(LEASE) fi }
  :: atomic { !down && drafted ->
      /* A start that is lowered before the link has it is a start all the same. */
      if :: postedIsNew && posted == start && draft == same :: else -> posted = draft; notePost() fi;
      postedIsNew = true; renew(draftLease);
      draft = zero; drafted = false; draftLease = 0 }
  od
}
