"""`apidiff comment --host github --repo OWNER/NAME --pr N [SOURCE]`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from apidiff.cli.options import anchor_option, config_option, example, find, quiet_option
from apidiff.cli.output import emit, progress

TOKENS = ("GITHUB_TOKEN", "GH_TOKEN")
API_URL = "GITHUB_API_URL"


@click.command("comment", epilog=example("apidiff comment --host github --repo cooledge/api --pr 42 --dry-run"))
@click.argument("source", required=False)
@click.option("--host", type=click.Choice(("github",)), default="github", show_default=True, help="The code host.")
@click.option("--repo", metavar="OWNER/NAME", help="The repository.  [required without --dry-run]")
@click.option("--pr", type=click.IntRange(min=1), metavar="N", help="The pull request.  [required without --dry-run]")
@click.option("--base", metavar="SOURCE", help="What to compare with; else the newest snapshot.")
@anchor_option
@click.option("--dry-run", is_flag=True, help="Print the comment, and post nothing.")
@quiet_option
@config_option
def command(
    source: str | None,
    host: str,  # noqa: ARG001 - one host so far, and named all the same, so that a second one breaks no command line
    repo: str | None,
    pr: int | None,
    base: str | None,
    anchor: str | None,
    dry_run: bool,
    quiet: bool,
    config: Path | None,
) -> int:
    """Keep one comment on a pull request up to date with what `apidiff check` says.

    The token is read from GITHUB_TOKEN or GH_TOKEN in the environment, and another host of GitHub's from
    GITHUB_API_URL. Ends with 0 whatever the verdict: `apidiff check` is the gate.
    """
    from apidiff.recording.anchoring import hold
    from apidiff.recording.gate import gate
    from apidiff.reporting import comment

    if not dry_run and (repo is None or pr is None):
        raise click.UsageError("Name the pull request with --repo and --pr, or give --dry-run.")
    project = find(config)
    with progress("checking"):
        held = hold(project, anchor)
        passage = gate(held.project, source, base=base, anchored=held) if held else gate(project, source, base=base)
    text = comment.body(passage.check, templates=project.overrides)
    if dry_run or repo is None or pr is None:
        emit(text)
        return 0
    from apidiff.reporting.hosts import github

    token = next((value for name in TOKENS if (value := os.environ.get(name))), "")
    with progress("posting"):
        posted = github.upsert(repo, pr, text, token=token, api_url=os.environ.get(API_URL) or "https://api.github.com")
    if not quiet:
        emit(f"{posted.action.capitalize()}: {posted.url}")
    return 0
