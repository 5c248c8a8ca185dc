from sozialmonitor.jobs.queue import hand_to_workers


def enqueue_check(batch_id: int) -> None:
    hand_to_workers("imports.tasks.check", batch_id)
