"""Which meetings are offered for the children of the asking parent, and which times are not free:
whoever has booked one, it is not said (K19)."""

from kinkeeper.meetings.standing import AREA, SHOWN_WITH

AREAS = [str(AREA), str(SHOWN_WITH)]

WHAT_IS_OFFERED = f"""
-- For each child of whom the asking parent sees both areas, the meetings for it, or of which the
-- parent has booked one; whether the parent may book for it, and how many times are booked for it:
-- by this parent, or, where the school gives a child so many, by whomever.
CREATE OR REPLACE FUNCTION wall.meetings() RETURNS TABLE (offer_id bigint, child_id bigint,
    acts boolean, booked bigint)
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED {{definer}} AS $$
DECLARE
    me bigint := wall.person();
    mine bigint[];
    places bigint[];
BEGIN
    -- most schools offer none, and every home asks
    IF me IS NULL OR NOT EXISTS (SELECT FROM meetings_offer) THEN
        RETURN;
    END IF;
    mine := wall.children();
    places := wall.viewed_places();
    RETURN QUERY
        WITH seen AS MATERIALIZED (
            SELECT own.child,
                '{AREA}' = ANY (families_areas_to_act_in(me, own.child, own.today)) AS acts
            FROM (SELECT child, people_local_date(child, wall.moment(), {{zone}}) AS today
                  FROM unnest(mine) AS child) own
            WHERE ARRAY{AREAS} <@ families_areas(me, own.child, own.today)
        )
        SELECT offer.id, seen.child, seen.acts AND invited.now, (
            SELECT count(*) FROM meetings_booking held
            WHERE held.offer_id = offer.id AND held.child_id = seen.child
              AND held.state = 'booked' AND (NOT offer.each_parent OR held.parent_id = me)
              AND invited.now
              AND meetings_holds(held.parent_id, held.child_id, wall.moment(), {{zone}}))
        FROM seen CROSS JOIN meetings_offer offer
        CROSS JOIN LATERAL (SELECT meetings_invites(offer.id, seen.child) AS now) invited
        WHERE coalesce(offer.organisation_id = ANY (places), true)
          AND (invited.now OR EXISTS (SELECT FROM meetings_booking held
              WHERE held.offer_id = offer.id AND held.child_id = seen.child
                AND held.parent_id = me));
END
$$;

-- The times that are not free, of what is offered to the asking parent, or where the asking person
-- works: booked, by whomever, or closed.
CREATE OR REPLACE FUNCTION wall.taken_slots(offer bigint) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED {{definer}} AS $$
BEGIN
    IF NOT (wall.sees_all()
            OR EXISTS (SELECT FROM meetings_offer said WHERE said.id = offer
                       AND said.organisation_id = ANY (wall.works_in()))
            OR offer IN (SELECT mine.offer_id FROM wall.meetings() mine)) THEN
        RETURN;
    END IF;
    RETURN QUERY SELECT slot.id FROM meetings_slot slot
        WHERE slot.offer_id = offer AND (slot.closed_at IS NOT NULL OR EXISTS (
            SELECT FROM meetings_booking held
            WHERE held.slot_id = slot.id AND held.state = 'booked'
              AND meetings_invites(held.offer_id, held.child_id)
              AND meetings_holds(held.parent_id, held.child_id, wall.moment(), {{zone}})));
END
$$;

-- The times of what is offered where the asking person works that were booked, and are free because
-- the parent lost the access or the pupil left: by whom, the bookings themselves say to who works
-- with the pupil.
CREATE OR REPLACE FUNCTION wall.released_slots(offer bigint) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED {{definer}} AS $$
BEGIN
    IF NOT (wall.sees_all() OR EXISTS (SELECT FROM meetings_offer said WHERE said.id = offer
            AND said.organisation_id = ANY (wall.works_in()))) THEN
        RETURN;
    END IF;
    RETURN QUERY SELECT held.slot_id FROM meetings_booking held
        WHERE held.offer_id = offer AND (held.state = 'released'
            OR (held.state = 'booked' AND NOT (meetings_invites(held.offer_id, held.child_id)
                AND meetings_holds(held.parent_id, held.child_id, wall.moment(), {{zone}}))));
END
$$;
"""  # noqa: S608  # made of constants
