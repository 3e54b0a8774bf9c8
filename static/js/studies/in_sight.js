// What lies further down, or is folded away, waits until somebody comes near it.

const MARGIN = "200px";

/** A promise of the moment when an element is in sight, or nearly so. */
export function whenInSight(element) {
  return new Promise((resolve) => {
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        observer.disconnect();
        resolve();
      },
      { rootMargin: MARGIN },
    );
    observer.observe(element);
  });
}
