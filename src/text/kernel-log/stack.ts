/** One frame of a backtrace. */
export interface Frame {
  readonly name: string;
  /** The module that the function is in. */
  readonly module: string | null;
  /** Found on the stack, maybe left there by an earlier call (`?`, `(unreliable)`). */
  readonly isDoubtful: boolean;
}

const SYMBOL = String.raw`\.?([A-Za-z_$][\w.$]{0,200})\+0x[0-9a-f]{1,8}\/0x[0-9a-f]{1,8}(?: +\[([\w-]{1,64})[^\]]*\])?`;
/** x86, s390, arm64, riscv: the function alone, or an address before it; powerpc: `[sp] [pc] func+0x…`. */
const FRAME = new RegExp(
  String.raw`^ *(?:<[A-Z]+>\s*)?(?:\[ ?<?(?:0x)?[0-9a-f]{4,16}>?\] ?){0,2}\s*(\? +)?(?:\d+:)?(?:\(?\[<[0-9a-f]+>\] )?\(?${SYMBOL}\)?( \(unreliable\))?`,
);

/** 32-bit ARM: `[<801047c8>] (dump_backtrace) from [<80104a60>] (show_stack+0x18/0x1c)`, later without addresses. */
const ARM_FRAME =
  /^ *(?:\[<[0-9a-f]{8}>\] )?\(?([A-Za-z_$][\w.$]{0,200})(?:\+0x[0-9a-f]+\/0x[0-9a-f]+)?\)?(?: +\[([\w-]{1,64})\])? from (?:\[<[0-9a-f]{8}>\] )?\(?[A-Za-z_$]/;

/** A line of a backtrace; null for any other line. */
export function parseFrame(text: string): Frame | null {
  const arm = ARM_FRAME.exec(text);
  if (arm) return { name: plain(arm[1] ?? ""), module: arm[2] ?? null, isDoubtful: false };
  const match = FRAME.exec(text);
  if (!match) return null;
  const [, question, name = "", module, unreliable] = match;
  return {
    name: plain(name),
    module: module ?? null,
    isDoubtful: question !== undefined || unreliable !== undefined,
  };
}

/** Where the program counter stood, as each architecture prints it: the kernel's, not the process's. */
const COUNTERS: readonly RegExp[] = [
  // x86: the selector tells the kernel (0010, 0060) from a process (0033, 0073).
  new RegExp(
    String.raw`^R?IP: (?:0010|0060|e030|e010|10|60):(?:\[<[0-9a-f]*>\] +(?:\[<[0-9a-f]*>\] +)?)?${SYMBOL}`,
  ),
  new RegExp(String.raw`^EIP: (?:0060:)?(?:\[<[0-9a-f]+>\] )?${SYMBOL}`),
  new RegExp(String.raw`^(?:EIP|PC) is at ${SYMBOL}`),
  new RegExp(String.raw`^(?:pc|epc|ERA|era) *: (?:\[<[0-9a-f]+>\] |[0-9a-f]{8,16} )?${SYMBOL}`),
  new RegExp(String.raw`^NIP \[[0-9a-f]+\] ${SYMBOL}`),
  new RegExp(String.raw`^(?:Krnl )?PSW *: [0-9a-f]{16} [0-9a-f]{16} \(${SYMBOL}\)`),
  new RegExp(String.raw`^T?PC: <${SYMBOL}>`),
  new RegExp(String.raw`^watchdog: CPU \d+ self-detected hard LOCKUP @ ${SYMBOL}`),
];

/** The function of a line that shows the program counter; null for any other line. */
export function parseCounter(text: string): Frame | null {
  for (const counter of COUNTERS) {
    const match = counter.exec(text);
    if (match) return { name: plain(match[1] ?? ""), module: match[2] ?? null, isDoubtful: false };
  }
  return null;
}

/** `foo.isra.0.cold` is foo: what a compiler adds says nothing to a reader. */
const plain = (name: string): string =>
  name.replace(/(?:\.(?:isra|part|constprop|cold|llvm|lto_priv)(?:\.\d+)*|\.\d+)+$/, "");

/** Where an interrupt came in: what stands above in a backtrace is the detector's own work. */
const ENTRIES = /^(?:<<?EO[IE]>|<\/(?:IRQ|NMI|#\w+|SOFTIRQ)>|--- interrupt: )/;
const ENTRY_FRAMES =
  /^(?:asm_)?(?:sysvec_|smp_apic_timer_interrupt|apic_timer_interrupt|reschedule_interrupt|call_function\w*_interrupt|ret_from_intr|common_interrupt|do_IRQ|nmi$|end_repeat_nmi|el1h?_(?:64_)?irq|el1_interrupt|__el1_irq|gic_handle_irq|handle_arch_irq|decrementer_common|timer_interrupt|hardware_interrupt_common|ext_int_handler|io_int_handler|do_ext_irq|do_io_irq|irq_entries_start|interrupt_entry|error_entry|ret_from_exception|handle_exception|do_irq|riscv_intc_irq|call_on_irq_stack|__irq_svc|exc_nmi|asm_exc_nmi)/;

/** Whether a line of a backtrace is the border between an interrupt and what it interrupted. */
export const isInterruptEntry = (text: string): boolean => ENTRIES.test(text.trim());

/** The detector's and the scheduler's own functions, which every such backtrace begins with. */
const MACHINERY =
  /^(?:__?)?(?:dump_stack|show_stack|show_regs|dump_backtrace|show_trace|sched_show_task|_sched_show_task|nmi_|arch_trigger|trigger_|rcu_|__rcu_pending|print_(?:cpu|other|task)\w*|check_cpu_stall|update_process_times|tick_|__?hrtimer|hrtimer_|local_apic_timer|smp_apic|apic_timer|watchdog|lockup|perf_event_overflow|intel_pmu|x86_pmu|handle_percpu_devid|generic_handle|handle_irq|handle_domain|__handle_domain|arch_timer_handler|irq_(?:enter|exit)|do_nmi|default_do_nmi|panic|crash_|kgdb|update_wall|timer_|scheduler_tick|sched_tick|run_local_timers|profile_tick|note_interrupt|sysvec_|asm_|common_interrupt|exc_nmi|end_repeat_nmi|unwind_backtrace)/;

const SCHEDULING =
  /^(?:__)?(?:schedule\w*|_schedule|io_schedule\w*|__switch_to\w*|switch_to|context_switch|preempt_schedule\w*|_cond_resched|cond_resched|resched_task|__sched_text_start|finish_task_switch|_raw_spin_\w*|__raw_spin_\w*)$/;

/** What waits for something that somebody else holds: the caller tells for what. */
const WAITING =
  /^(?:__|_)?(?:mutex_lock|mutex_|rt_mutex|ww_mutex|rwsem_|down\b|down_|__down|rwbase|rtlock|percpu_(?:rwsem|down)|wait_for_|wait_on_|__wait_|wait_event|do_wait_|out_of_line_wait|bit_wait|wake_bit|synchronize_|wait_rcu|__synchronize|flush_work|__flush_work|flush_workqueue|__flush_workqueue|cancel_\w*work|__cancel_work|kthread_stop|folio_wait|wait_current|lock_page|__lock_page|folio_lock|__folio_lock|prepare_to_wait|msleep|autoremove|completion|lock_acquire|lock_sock|__lock_sock|rtnl_lock|blk_mq_freeze|blk_execute|submit_bio_wait|io_wait)/;

const PRIMITIVE =
  /^(?:native_|pv_|__pv_|xen_|kvm_|virt_|arch_|do_raw_|_raw_|__raw_|raw_|__)?(?:queued_(?:spin|write|read)\w*|spin_(?:lock|unlock|trylock)\w*|read_(?:lock|unlock)\w*|write_(?:lock|unlock)\w*|rwlock\w*|mcs_\w+|wait_head_or_lock|osq_\w*|cpu_relax|halt_poll|smp_call_function\w*|csd_lock_wait|generic_exec_single|on_each_cpu\w*|multi_cpu_stop|delay\w*|const_udelay|udelay|ndelay|read_pci_config|ticket_spin\w*|lock_(?:acquire|release)\w*|lockdep\w*|local_irq_\w+|restore_fl|save_fl|_paravirt_nop)$|^(?:__sanitizer|kasan|__kasan|check_memory|arch_stack_walk|print_context_stack|dump_trace|is_ftrace_trampoline|__kernel_text|unwind_|__?save_stack|save_stack|stack_trace_save|do_error_trap|do_\w+_error$|divide_error|exc_\w+|invalid_op|__asan|kcov|memset|memcpy|debug_lockdep\w*|trace_hardirqs\w*|trace_\w+_on|check_preemption)/;

/** Functions of the detectors: what stands above the next interrupt entry is their work, not what they caught. */
const DETECTORS =
  /^(?:__?)?(?:dump_stack\w*|show_stack|dump_backtrace|sched_show_task|_sched_show_task|nmi_(?:cpu_)?backtrace\w*|nmi_trigger\w*|arch_trigger\w*|trigger_\w*backtrace\w*|rcu_(?:dump|check_callbacks|sched_clock|check_gp|pending)\w*|print_(?:cpu|other|task)\w*stall\w*|check_cpu_stall|update_process_times|tick_(?:sched|nohz|periodic)\w*|watchdog_(?:timer_fn|overflow)\w*|perf_event_overflow|softlockup_fn)/;

const isEntry = (frame: Frame | "entry" | undefined): boolean =>
  frame === "entry" || (frame !== undefined && ENTRY_FRAMES.test(frame.name));

/** What is left of a backtrace when the detector's own part, above the interrupt that it came with, is taken off. */
function interrupted(frames: readonly (Frame | "entry")[]): readonly Frame[] {
  const detector = frames.findLastIndex((frame) => frame !== "entry" && DETECTORS.test(frame.name));
  let from = detector + 1;
  if (detector >= 0) {
    const entry = frames.findIndex((frame, index) => index > detector && isEntry(frame));
    from = entry < 0 ? from : entry;
    while (isEntry(frames[from])) from++;
  }
  return frames.slice(from).filter((frame) => frame !== "entry");
}

/** Reliable frames; the doubtful ones where a kernel without frame pointers shows no other. */
function trusted(frames: readonly Frame[]): readonly Frame[] {
  const sure = frames.filter(({ isDoubtful }) => !isDoubtful);
  return sure.length > 0 ? sure : frames;
}

const DEEPEST = 12;

/** Where a CPU was stuck: the innermost functions first, without the detector's own. */
export function stuckIn(frames: readonly (Frame | "entry")[]): readonly Frame[] {
  return trusted(interrupted(frames))
    .filter(({ name }, index, all) => !MACHINERY.test(name) && name !== all[index - 1]?.name)
    .slice(0, DEEPEST);
}

/** What a task waits in: the innermost functions first, without the scheduler's own. */
export function waitsIn(frames: readonly (Frame | "entry")[]): readonly Frame[] {
  const all = frames.filter((frame) => frame !== "entry");
  return trusted(all)
    .filter(({ name }) => !SCHEDULING.test(name))
    .slice(0, DEEPEST);
}

/** The first function that says what for: not a lock, a wait or a loop that everything uses. */
export function meaningful(frames: readonly Frame[]): Frame | null {
  return (
    frames.find(
      ({ name }) => ![SCHEDULING, WAITING, PRIMITIVE].some((common) => common.test(name)),
    ) ??
    frames[0] ??
    null
  );
}
