#!/bin/bash
# Eight tasks over one catalogue: sbatch slurm-array.sh s3://catalogue/jobs.jsonl [options of boxlock batch run]
#
# Each task takes the shard of its index. A task that is killed, or whose node is lost, is queued again and does the rest of its own
# titles. Exit codes 7 and 8 (a disk, a network or a service failed) and 137 (killed, such as for lack of memory) queue the task again
# here, at most RETRIES times; the others (2-6: the list, an input, a key or an output is no good) end it, since trying again changes nothing.
#
# A site can have Slurm decide by exit code instead, with RequeueExit=7,8,137 in slurm.conf: then set RETRIES=0. Most sites cap arrays at
# about 1000 tasks: shards hold any number of titles, so more tasks than nodes are never needed.
#SBATCH --job-name=boxlock
#SBATCH --array=0-7
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output=boxlock-%A_%a.log

boxlock=${BOXLOCK:-boxlock}
retries=${RETRIES:-4}

"$boxlock" batch run "$@" --shard auto --keep-going --retries 3 --progress json
status=$?

case $status in
  7 | 8 | 137)
    if [[ ${SLURM_RESTART_COUNT:-0} -lt $retries ]]; then
      echo "exit code $status: queued again" >&2
      # The end comes from Slurm, within moments; until then this must not end by itself.
      scontrol requeue "${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID" && sleep 60
    fi
    ;;
esac
exit "$status"
