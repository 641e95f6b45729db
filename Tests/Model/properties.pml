/* What only the properties look at: the model tells it what happens and is not changed by it. One CHECK_... at a time. */

/* ---- No flow at our word without permission, but for the pump's time-out and the frame that was on the line ---- */

#ifdef CHECK_PERMISSION
#define FRAME 1
/* A live lease of the newest order, made by a step that knew the newest request, and no request that waits for its zero. */
#define isPermitted (posted != zero && postedLease > 0 && stopBit == met && postKnows)
byte grace;
inline notePermission() { if :: isPermitted -> grace = WATCHDOG + FRAME :: else fi }
inline noteTick() { if :: isPermitted -> grace = WATCHDOG + FRAME :: !isPermitted && grace > 0 -> grace-- :: else fi }
inline checkTick() { assert(flow != ours || grace > 0) }
#else
inline notePermission() { skip }
#endif

/* ---- A request to stop leads to zero within the frame under way and the stop, while the link lives and nothing is lost ---- */

#ifdef CHECK_PROMPT_STOP
#define PROMPT 2
byte late;  /* ticks with flow since the request, or since something was lost */
inline noteMiss() { late = 0 }
inline noteTick() {
  if
  :: flow == still || stopBit == met || down -> late = 0
  :: flow != still && stopBit != met && !down && frame != nothing -> late++
  /* Silent on purpose, with the stop sent: the pump's watchdog is to act. Otherwise the link hangs. */
  :: flow != still && stopBit != met && !down && frame == nothing -> if :: isSilent && stopBit != open :: else -> late = 0 fi
  fi
}
inline checkTick() { assert(late <= PROMPT) }
#else
inline noteMiss() { skip }
#endif

/* ---- Whatever raises the flow rests on a read-back and its confirmation: both after the last phase of rest was entered, and
   after the last request to pause or stop ---- */

#ifdef CHECK_TWO_STEPS
byte steps;
bool draftRests, postedRests, heldRests;  /* whether the order rests on both steps; the raise that it is uses them up */
inline forget() { steps = 0; draftRests = false; postedRests = false; heldRests = false }
inline noteReadBack() { steps = 1 }
inline noteConfirmation() { steps = (steps == 1 -> 2 : 0) }
inline noteDurable() { draftRests = (steps == 2); steps = 0 }
/* A phase of rest that is entered while the pump may run is in force when its order of zero is posted. */
inline notePost() { if :: draft == zero -> forget() :: else -> postedRests = draftRests; draftRests = false fi }
inline noteAdoption() { heldRests = postedRests; postedRests = false }
/* A program raises the flow when it is a raise, or when the pump runs already, at its keypad's word. */
inline checkProgram() {
  if :: held == raise || flow == theirs && remote -> assert(heldRests); heldRests = false :: else fi
}
inline checkBegin() { assert(heldRests); heldRests = false }
#else
inline noteReadBack() { skip }
inline noteConfirmation() { skip }
inline noteDurable() { skip }
inline notePost() { skip }
inline noteAdoption() { skip }
inline checkProgram() { skip }
inline checkBegin() { skip }
#endif

/* ---- A zero that is believed is one: it was read after a stop that was sent after the request; at rest nothing flows ---- */

#ifdef CHECK_BELIEVED_ZERO
bool stopFollows, readFollows;  /* the newest stop went out after the newest request, and the newest read after that stop */
inline noteStop() { stopFollows = true }
inline noteRead() { readFollows = stopFollows }
inline checkClear() { assert(readFollows && flow != ours) }
#else
inline noteStop() { skip }
inline noteRead() { skip }
inline checkClear() { skip }
#endif

/* ---- Must fail: shows that the model gets there ---- */

#ifdef CHECK_NEVER_RESUMED
bool wasInterrupted;
inline noteInterrupted() { wasInterrupted = true }
inline noteInfusing() { assert(!wasInterrupted) }
#else
inline noteInterrupted() { skip }
inline noteInfusing() { skip }
#endif

#ifdef CHECK_NEVER_LASTS
byte lasting;  /* ticks for which the pump has run on one order */
inline noteTick() { if :: fate == applied && flow == ours -> lasting++ :: else -> lasting = 0 fi }
inline checkTick() { assert(lasting <= LEASE + WATCHDOG) }
#elif !defined(CHECK_PERMISSION) && !defined(CHECK_PROMPT_STOP)
inline noteTick() { skip }
inline checkTick() { skip }
#endif

#ifdef CHECK_NEVER_TRIPPED
inline noteTrip() { assert(flow != ours) }
#else
inline noteTrip() { skip }
#endif

/* ---- What several of them hear ---- */

inline noteRest() {
#ifdef CHECK_TWO_STEPS
  forget()
#elif defined(CHECK_BELIEVED_ZERO)
  assert(flow != ours && frame != begin)
#else
  skip
#endif
}

inline noteRequest() {
#ifdef CHECK_PROMPT_STOP
  if :: stopBit == met -> late = 0 :: else fi
#elif defined(CHECK_TWO_STEPS)
  forget()
#elif defined(CHECK_BELIEVED_ZERO)
  stopFollows = false; readFollows = false
#else
  skip
#endif
}

inline noteCrash() {
#ifdef CHECK_TWO_STEPS
  forget()
#elif defined(CHECK_BELIEVED_ZERO)
  stopFollows = false; readFollows = false
#else
  noteMiss()
#endif
}
