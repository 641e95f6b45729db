/* The link, the line and the pump. */

#ifdef MISTAKE_STOP_BY_CONTROLLER
#define isStopSet false
#define isStopOpen false
#else
#define isStopSet (stopBit != met)
#define isStopOpen (stopBit == open)
#endif

/* Nothing runs on this order any more. */
inline forbid() { fate = refused; held = zero; armed = false; sawZero = false }

inline refuse() { forbid(); debt = open }

/* A change goes to a pump that runs, or to a start that has not begun. Only a start arms, and only it begins at standstill. */
inline adopt() {
  postedIsNew = false;
  dead = false; unseen = 0; sawZero = false;
  if
  :: posted == zero -> forbid(); fate = none; debt = open
  :: posted == start || (posted != zero && fate != none && fate != refused) ->
    if :: posted == same && held == start :: else -> held = posted; noteAdoption() fi;
    fate = fresh; posted = same
  :: else -> refuse(); posted = same
  fi
}

/* Before every frame: the newest order and its lease, unless a request has overtaken them; the stop bit. */
inline look() {
  if
#ifdef MISTAKE_NO_GATE
  :: postedIsNew -> adopt()
#else
  :: postKnows && postedIsNew -> adopt()
#endif
  :: else
  fi;
#ifndef MISTAKE_FEED_WITHOUT_LEASE
  if
  :: fate != none && !dead && postedLease == 0 && !postedIsNew -> dead = true; unseen = 0; debt = open
  :: else
  fi;
#endif
  if :: fate != none && (dead || isStopSet) -> forbid() :: else fi
}

inline repeatStop() { sawZero = false; noteStop(); frame = stop }

inline sendStop() {
  if :: stopBit == open -> stopBit = sent :: else fi;
  if :: debt == open -> debt = sent :: else fi;
  repeatStop()
}

inline sendRead() { isOld = false; noteRead(); frame = read }

#define isDemanded (isStopSet || debt != met || dead)
#define isDue (isStopOpen || debt == open)
#define isReady (reach == up && armed)

inline carryOut() {
  if
  :: fate != programmed -> sendRead()
  :: isReady -> frame = feed
#ifdef MISTAKE_CHANGE_ARMS
  :: reach == up && !armed && (fate == fresh || fate == looked) -> frame = arm
#else
  :: reach == up && !armed && held == start -> frame = arm
#endif
  :: isReady && fate == looked ->
    checkProgram();
    if :: !sawZero -> held = same :: else fi;  /* the program itself makes a pump go on that runs: that was the start */
    frame = program
  :: isReady && fate == programmed && !sawZero -> fate = ran
#ifdef MISTAKE_CHANGE_BEGINS
  :: isReady && fate == programmed && sawZero -> checkBegin(); held = same; frame = begin
#else
  :: isReady && fate == programmed && sawZero ->
    if :: held == start -> checkBegin(); held = same; frame = begin :: else -> refuse() fi
#endif
  fi
}

inline choose() {
  if
  :: isSilent -> if :: isStopOpen -> sendStop() :: else fi
  :: !isSilent && reach == unheard -> sendRead()
  :: !isSilent && reach != unheard && isDue -> sendStop()
  :: !isSilent && reach != unheard && !isDue && isDemanded -> if :: true -> sendRead() :: true -> repeatStop() fi
  :: !isSilent && reach != unheard && !isDue && !isDemanded -> carryOut()
  fi
}

active proctype Link() {
  do
  :: atomic { !down && frame == nothing -> look(); choose() }
  od
}

inline takeReading() {
#ifdef MISTAKE_CHANGE_ARMS
  if :: armed && !isUnderControl -> armed = false; if :: fate == fresh :: else -> refuse() fi :: else fi;
#else
  if :: armed && !isUnderControl -> armed = false; if :: fate == fresh && held == start :: else -> refuse() fi :: else fi;
#endif
  if
  :: flow == still ->
#ifdef MISTAKE_CLEAR_BY_OLD_ZERO
    if :: stopBit != met -> stopBit = met; checkClear() :: else fi;
#else
    if :: stopBit == sent -> stopBit = met; checkClear() :: else fi;
#endif
    if :: debt == sent -> debt = met; unseen = 0 :: else fi;
    sawZero = (debt == met && !isOld && (fate == none || fate == fresh || fate == looked));
    if :: fate == ran -> refuse() :: else fi
  :: flow != still ->
    if :: stopBit == sent -> stopBit = open :: else fi;  /* the stop is repeated */
    sawZero = false;
    if
    :: fate == ran -> fate = applied
    :: fate == none && debt == met  /* a keypad's flow is left alone, as in the phase manual, */
    :: fate == none && debt == met -> debt = open  /* or stopped, as while a session holds the pump */
    :: fate == refused || debt == sent -> debt = open
    :: fate != ran && fate != refused && debt != sent && !(fate == none && debt == met)
    fi
  fi;
  if :: fate == fresh -> fate = looked :: else fi
}

/* A failed read may be the one after which the pump counts as silent. What was not begun before that is not begun after it. */
inline readLost() {
  if
  :: reach == unheard -> reach = silent
  :: reach == up -> reach = silent; if :: fate == fresh || fate == looked -> refuse() :: else fi
  :: reach != unheard
  fi
}

/* It is known again who answers, but not what the pump did meanwhile. */
inline identified() {
  reach = up;
  if :: debt != met || fate == none || fate == refused || fate == ran -> debt = open :: else fi
}

/* What the link makes of the end of its frame. A program is read back, also when its answer was lost. */
inline ended() {
  if
  :: frame == read && !answered -> readLost()
  :: frame == read && answered && reach == up -> takeReading()
  :: frame == read && answered && reach != up -> identified()
  :: frame == arm -> armed = answered; fate = fresh
  :: frame == program -> if :: accepted -> fate = programmed :: !accepted || !answered -> refuse() fi
  :: frame == begin -> if :: answered && !accepted -> refuse() :: else -> fate = ran fi
  :: frame == stop || frame == feed
  fi
}

/* ---- Line and pump ---- */

inline execute() {
  if
  :: frame == stop -> flow = still; accepted = true
  :: frame == read -> accepted = true
  :: frame == arm -> remote = true; watchdog = WATCHDOG; accepted = true
  :: frame == feed && remote -> watchdog = WATCHDOG; accepted = true
  :: frame == program && isUnderControl -> accepted = true; if :: flow == theirs -> flow = ours :: else fi
  :: frame == begin && isUnderControl -> accepted = true; flow = ours
  :: (frame == feed && !remote) || ((frame == program || frame == begin) && !isUnderControl)
  fi
}

/* A frame is executed and answered, executed without an answer that arrives, or lost. */
active proctype Line() {
  bool accepted, answered;
  do
  :: atomic { frame != nothing ->
      if
      :: execute(); answered = true
      :: execute(); noteMiss()
      :: noteMiss()
      fi;
      if :: !down -> ended() :: else fi;
      frame = nothing; isLong = false; accepted = false; answered = false }
  od
}

active proctype Keypad() {
  do
  :: atomic { flow != still -> flow = still }
  :: atomic { flow != theirs || remote -> flow = theirs; remote = false; watchdog = 0; noteMiss() }
  od
}
