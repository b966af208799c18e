/** Where a second factor is set up; invitations begin there too. */
export const welcomePath = '/welcome';
